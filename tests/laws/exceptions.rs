//! The laws that cannot satisfy a property, and why.

/// (property, spec or family name, reason).
pub const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "mean by quadrature",
        "log_corrected_pareto(1, -2)",
        "the integrand over depth s falls only as s^-2, so f64 ends with one part in 700 of the mean still to come",
    ),
    (
        "mean is infinite in the quadrature",
        "log_corrected_pareto(1, -1)",
        "the mean diverges as ln ln t, which no range of f64 shows",
    ),
];

/// Whether the law is excused from the property.
pub fn excused(property: &str, spec: &str) -> bool {
    let family = spec.split('(').next().unwrap_or(spec);
    EXCEPTIONS.iter().any(|(p, s, _)| *p == property && (*s == spec || *s == family))
}

#[test]
fn every_exception_names_a_known_law_or_family() {
    let catalogue = goodhart::tail::Catalogue::standard();
    for (property, spec, reason) in EXCEPTIONS {
        let family = spec.split('(').next().unwrap_or(spec);
        assert!(catalogue.families().iter().any(|f| f.name == family), "{property}: no family {family}");
        assert!(reason.len() > 20, "{property} {spec}: say why");
    }
}
