//! What is studied, as plain data.

pub mod proxy;

pub use proxy::Proxy;
