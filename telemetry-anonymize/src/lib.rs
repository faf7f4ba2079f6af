//! Anonymizes report structs before they leave the process.
