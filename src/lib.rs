//! A laboratory for heavy tails.
//!
//! Two questions, one subject. *Goodhart*: a value V is wanted, but only a proxy `U = V + X` can be seen; what is left of V
//! when U is pushed high, by a threshold or by taking the best of n? *Getting stuck*: a step is done as soon as the fastest of Q
//! approaches is done; how does the time of a long task depend on Q? In both the answer is decided by how heavy a tail is,
//! and in both the obvious simulation fails just where the answer is interesting. So everything here works in logarithms,
//! at any depth, and says how far it can be trusted.
//!
//! # A law is known by its log survival function
//!
//! `ln_sf(x) = ln P(X > x)` keeps its digits at both ends; its negative, the depth in nats, is a unit exponential draw whatever
//! the law. From that one function follow quantiles, density, moments, draws and ratios ([`tail::Tail`]).
//!
//! ```
//! use goodhart::tail::{Catalogue, Moment, spec};
//!
//! let no_files = |_: &str| Err("no files here".to_string());
//! let law = spec::parse("pareto(alpha = 1.5)", &Catalogue::standard(), &no_files)?;
//! assert_eq!(law.ln_sf(1e300), -1.5 * 1e300f64.ln());
//! assert!((law.inv_ln_sf(-15.0) / 10f64.exp() - 1.0).abs() < 1e-15);
//! assert_eq!(law.mean().value(), 3.0);
//! assert_eq!(law.variance(), Moment::Infinite);
//! assert_eq!(law.tail_class().tail_index(), 1.5);
//! # Ok::<(), spec::SpecError>(())
//! ```
//!
//! # Pushing a proxy
//!
//! Every number comes with a bound on its error, or as a refusal with its reason.
//!
//! ```
//! use goodhart::{expect::{best_of::Selector, condition}, model::Proxy};
//! # use goodhart::tail::{Catalogue, Law, spec};
//! # let law = |text: &str| spec::parse(text, &Catalogue::standard(), &|_| Err("no files here".into())).unwrap();
//!
//! // With an error as light as the value half of every push is value; with a heavy one nothing is left of it.
//! let light = Proxy { value: law("normal(0, 1)"), error: law("normal(0, 1)") };
//! let heavy = Proxy { value: law("normal(0, 1)"), error: law("student_t(3)") };
//! let at_least_30 = |proxy| condition::above(proxy, 30.0).map(|given| given.mean_v.value());
//! assert!(at_least_30(&light)? > 15.0);
//! assert!(at_least_30(&heavy)? < 0.11);
//!
//! // The best of 10^12 costs what the best of 10 costs.
//! let best = Selector::new(&heavy)?.best_of(1e12)?;
//! assert!(best.mean_v.value() < 0.01 && best.mean_u.value() > 1e3);
//! # Ok::<(), goodhart::expect::Refusal>(())
//! ```
//!
//! # Getting stuck
//!
//! The fastest of Q approaches has survival function `S^Q`. Its mean is finite above a critical power Q*, infinite below.
//!
//! ```
//! use goodhart::{expect::steps::step_mean, model::threshold, tail::Moment};
//! # use goodhart::tail::{Catalogue, Law, spec};
//! # let law = |text: &str| spec::parse(text, &Catalogue::standard(), &|_| Err("no files here".into())).unwrap();
//!
//! let approach = law("pareto(0.25)");
//! assert_eq!(threshold(&approach).power, 4.0);
//! assert_eq!(step_mean(&approach, 4.0)?, Moment::Infinite);
//! assert_eq!(step_mean(&approach, 5.0)?.value(), 5.0);
//! # Ok::<(), goodhart::expect::Refusal>(())
//! ```
//!
//! # The house
//!
//! Imports only go down, and a test sees to it.
//!
//! | floor | module | holds |
//! | --- | --- | --- |
//! | 7 | [`cli`] | arguments, settings, one file a command |
//! | 6 | [`render`] | tables, data files, pictures, the report |
//! | 5 | [`claims`] | one file a claim |
//! | 4 | [`claim`] | the card of a claim, its rows, the judge, the error budget, the planted lies |
//! | 3 | [`expect`], [`sample`], [`fit`] | quadrature; drawing; estimation from data. The first two never meet: their agreement is evidence |
//! | 2 | [`model`] | what is studied, as plain data: a proxy, its limit, a critical power |
//! | 1 | [`tail`] | laws: one family a file, laws made from laws, and the specs that name them |
//! | 0 | [`num`] | quadrature, inversion, special functions, logarithms |
//!
//! # What it refuses
//!
//! A probability never comes as `1 - cdf`, a moment never as a magic number: it is finite with an error, infinite, or undefined.
//! A value on which two integrations disagree is withheld. A limit is never called verified by finitely many points, and a
//! check that could not have failed is reported as too weak, which is not a pass.
#![deny(missing_docs)]
#![deny(unsafe_code)]

pub mod claim;
pub mod claims;
pub mod cli;
pub mod expect;
pub mod fit;
pub mod model;
pub mod num;
pub mod render;
pub mod sample;
pub mod tail;

/// The examples of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
