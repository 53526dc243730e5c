//! Adaptive Gauss-Kronrod quadrature (stub).
