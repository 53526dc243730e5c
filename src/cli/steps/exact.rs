//! A row from the exact law of the total.

use super::{Arguments, Cell, Chance, Row};
use crate::{
    expect::{
        Refusal,
        total::{Side, Total},
    },
    num::Estimate,
    tail::Moment,
};

pub(super) fn row(total: &Total, n: u64, arguments: &Arguments) -> Row {
    let quantile = |side: Side, ln_p: f64| cell(total.quantile(side, ln_p));
    Row {
        n,
        mean: total.mean(),
        variance: total.variance(),
        quantiles: arguments.quantiles.iter().map(|p| quantile(Side::Lower, p.ln)).collect(),
        upper: arguments.upper.iter().map(|p| quantile(Side::Upper, p.ln)).collect(),
        within: arguments.within.iter().map(|&c| chance(total, c)).collect(),
        mean_inverse: moment(total.mean_inverse()),
        mean_ln: moment(total.mean_ln()),
        tasks: None,
        route: total.route().into(),
        not_exact: None,
    }
}

fn moment(found: Result<Moment, Refusal>) -> Cell {
    match found {
        Ok(Moment::Finite(estimate)) => Cell::Known(estimate),
        Ok(diverging) => Cell::Diverging(diverging),
        Err(Refusal(why)) => Cell::Nothing(why),
    }
}

fn cell(found: Result<Estimate, Refusal>) -> Cell {
    match found {
        Ok(estimate) if estimate.value == f64::INFINITY => Cell::Nothing("beyond f64".into()),
        Ok(estimate) => Cell::Known(estimate),
        Err(Refusal(why)) => Cell::Nothing(why),
    }
}

fn chance(total: &Total, c: f64) -> Chance {
    match total.within(c) {
        // Steps that can be arbitrarily negative may have no rate.
        Ok(at) => {
            let rate = total.rate(c).unwrap_or(UNKNOWN);
            Chance::Logs { ln_cdf: at.ln_cdf, ln_sf: at.ln_sf, ln_pdf: at.ln_pdf, rate }
        }
        Err(Refusal(why)) => Chance::Nothing(why),
    }
}

/// No number.
const UNKNOWN: Estimate = Estimate::new(f64::NAN, f64::INFINITY);
