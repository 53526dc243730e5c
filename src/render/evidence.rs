//! Evidence as a chart: predictions become lines, measurements points with bars, disagreements rings.
