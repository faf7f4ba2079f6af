//! What can go wrong, and what a client is told of it.

use std::{error, fmt};

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;

/// Why the database gave no answer.
#[derive(Debug)]
pub(crate) enum StoreError {
    /// It failed.
    Database(redb::Error),
    /// It holds what this program never wrote.
    Corrupt,
    /// All codes are used up.
    Full,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => write!(f, "the database failed: {error}"),
            Self::Corrupt => f.write_str("the database holds what this program never wrote"),
            Self::Full => f.write_str("all codes are used up"),
        }
    }
}

impl error::Error for StoreError {}

impl<E: Into<redb::Error>> From<E> for StoreError {
    fn from(error: E) -> Self {
        Self::Database(error.into())
    }
}

/// Why a request gets no better answer.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// Nothing is there.
    NotFound,
    /// This address cannot be shortened.
    BadAddress,
    /// It is our fault.
    Store(StoreError),
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "no such link"),
            Self::BadAddress => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "expected an address of http or https, of up to 2048 bytes",
            ),
            Self::Store(error) => {
                log::error!("{error}");
                (StatusCode::INTERNAL_SERVER_ERROR, "the links cannot be reached")
            }
        };
        (status, Json(json!({ "error": message }))).into_response()
    }
}
