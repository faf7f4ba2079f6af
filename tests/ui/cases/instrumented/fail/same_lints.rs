//! Lints on the user's code are not swallowed: each function twice, bare and
//! instrumented.
#![deny(warnings)]
#![allow(unused_macros)]

macro_rules! none {
    () => {};
}

use telemetry_core::instrumented;

pub fn unused(variable: u8) -> Result<(), ()> {
    Ok(())
}
#[instrumented]
pub fn unused_instrumented(variable: u8) -> Result<(), ()> {
    Ok(())
}

pub async fn unused_async(variable: u8, mut other: u8) {}
#[instrumented]
pub async fn unused_async_instrumented(variable: u8, mut other: u8) {}

pub fn assigned(mut text: String) -> Result<(), ()> {
    text = String::new();
    Ok(())
}
#[instrumented]
pub fn assigned_instrumented(mut text: String) -> Result<(), ()> {
    text = String::new();
    Ok(())
}

pub fn mutable() -> Result<u8, ()> {
    let mut n = 1;
    Ok(n)
}
#[instrumented]
pub fn mutable_instrumented() -> Result<u8, ()> {
    let mut n = 1;
    Ok(n)
}

pub fn recursive(n: u8) -> Result<u8, ()> {
    recursive(n)
}
#[instrumented]
pub fn recursive_instrumented(n: u8) -> Result<u8, ()> {
    recursive_instrumented(n)
}

pub fn recursive_plain(n: u8) -> u8 {
    recursive_plain(n)
}
#[instrumented]
pub fn recursive_plain_instrumented(n: u8) -> u8 {
    recursive_plain_instrumented(n)
}

pub fn unreachable() -> Result<u8, ()> {
    return Ok(1);
    Ok(2)
}
#[instrumented]
pub fn unreachable_instrumented() -> Result<u8, ()> {
    return Ok(1);
    Ok(2)
}

#[must_use]
pub fn must_use() -> Result<u8, ()> {
    Ok(1)
}
#[must_use]
#[instrumented]
pub fn must_use_instrumented() -> Result<u8, ()> {
    Ok(1)
}

#[must_use]
pub async fn must_use_async() -> u8 {
    1
}
#[must_use]
#[instrumented]
pub async fn must_use_async_instrumented() -> u8 {
    1
}

pub async fn uses() {
    must_use();
    must_use_instrumented();
    must_use_async().await;
    must_use_async_instrumented().await;
    unused_async(1, 2);
    unused_async_instrumented(1, 2);
}

fn main() {
    none!();
}
