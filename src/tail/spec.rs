//! Specs: laws written as calls, positional or by name.
