//! Servers that cannot be used, and several nodes on one that can.
