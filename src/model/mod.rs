//! What is studied, as plain data, and what its tail classes alone decide.

pub mod crowd;
pub mod joint;
pub mod phase;
pub mod pressure;
pub mod proxy;
pub mod regime;
pub mod task;
pub mod threshold;

pub use crowd::Crowd;
pub use joint::Joint;
pub use phase::{Phase, phase};
pub use pressure::Pressure;
pub use proxy::Proxy;
pub use regime::{Form, Limit, Regime, regime};
pub use task::Task;
pub use threshold::{Threshold, moment_threshold, threshold};
