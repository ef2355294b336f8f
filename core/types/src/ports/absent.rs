//! What stands behind a port when nothing does: a command without a space, a benchmark of something else.
//!
//! Rule: it refuses in words, and never pretends to keep something.

use async_trait::async_trait;

use super::{Collections, JobDesk};
use crate::{
    DocumentId, JobId, JobStatus, PluginError, PluginId, SpaceId,
    data::{DataContext, Document, Found, Query, Reach, Write, Written},
};

/// Neither documents nor jobs.
#[derive(Debug, Clone, Copy)]
pub struct Absent;

fn no_documents() -> PluginError {
    PluginError::Unavailable("nothing is kept here: this works on a space of a running server".to_owned())
}

/// Says that no jobs are started.
#[must_use]
pub fn no_jobs() -> PluginError {
    PluginError::Unavailable("no jobs are started here: this works on a space of a running server".to_owned())
}

#[async_trait]
impl Collections for Absent {
    async fn get(&self, _: &DataContext, _: &str, _: &[DocumentId]) -> Result<Vec<Option<Document>>, PluginError> {
        Err(no_documents())
    }

    async fn find(&self, _: &DataContext, _: &str, _: &Query) -> Result<Found, PluginError> {
        Err(no_documents())
    }

    async fn count(&self, _: &DataContext, _: &str, _: Reach, _: Option<&str>) -> Result<u64, PluginError> {
        Err(no_documents())
    }

    async fn aggregate(&self, _: &DataContext, _: &str, _: &str) -> Result<String, PluginError> {
        Err(no_documents())
    }

    async fn commit(&self, _: &DataContext, _: Vec<Write>) -> Result<Vec<Written>, PluginError> {
        Err(no_documents())
    }
}

#[async_trait]
impl JobDesk for Absent {
    async fn status(&self, _: &PluginId, _: SpaceId, _: JobId) -> Result<Option<JobStatus>, PluginError> {
        Ok(None)
    }

    async fn changed(&self, _: SpaceId, _: JobId, _: u64) -> Result<Option<JobStatus>, PluginError> {
        Ok(None)
    }

    async fn cancel(&self, _: &PluginId, _: SpaceId, _: JobId) -> Result<bool, PluginError> {
        Ok(false)
    }
}
