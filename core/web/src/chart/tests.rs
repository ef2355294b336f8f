//! Every chart is complete without being seen, small, and keeps its parts inside.
