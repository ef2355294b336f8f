//! Documents of an earlier version of the plugin, brought to the present one as the real host brings them.
//!
//! Rule: what would end an upgrade is an error here: a step that refuses, that asks for documents or jobs, or that says
//! something else when it is asked again; a document that does not fit the new schema, or that there may be only once.

use std::rc::Rc;

use loadin_guest::{
    Error, Kept, Migrations,
    collections::raw,
    host::native::{NativeHost, with_host},
};
use serde_json::Value;

use crate::{TestHost, documents};

impl TestHost {
    /// Keeps documents as version `since` of their collection wrote them, brought to the present form by the plugin's steps.
    ///
    /// They are there afterwards like any other document, so that [`TestHost::run`] can look for them by what is new. The
    /// host needs the present manifest first ([`TestHost::with_manifest`]).
    ///
    /// # Errors
    ///
    /// What would end the upgrade: see the rule of this module. It names the document by its place, from 0.
    pub fn with_migrated(
        self,
        migrations: impl Fn() -> Migrations,
        collection: &str,
        since: u32,
        documents: &[Value],
    ) -> Result<Self, Error> {
        let kept = documents.iter().enumerate();
        let kept = kept.map(|(place, data)| Kept { id: place.to_string(), since, data: data.to_string() });
        let kept: Vec<Kept> = kept.collect();
        let host = Rc::new(self);
        host.is_migrating.set(true);
        let migrated = with_host(Rc::clone(&host) as Rc<dyn NativeHost>, || {
            let first = migrations().migrate(collection, &kept)?;
            match migrations().migrate(collection, &kept)? == first {
                true => Ok(first),
                false => {
                    Err(Error::Internal(format!("{collection}: the steps answer something else when asked again")))
                }
            }
        });
        host.is_migrating.set(false);
        for (kept, migrated) in kept.into_iter().zip(migrated?) {
            let data = migrated.unwrap_or(kept.data);
            let put = raw::Put {
                collection: collection.to_owned(),
                id: None,
                data,
                parties: Vec::new(),
                visibility: None,
                expect_version: None,
            };
            let at = host.now_ms();
            let written = with_host(Rc::clone(&host) as Rc<dyn NativeHost>, || {
                host.documents.borrow_mut().commit(&host.space, vec![documents::put(put)], at)
            });
            written.map_err(|error| of(collection, &kept.id, error))?;
        }
        Rc::into_inner(host).ok_or_else(|| Error::Internal("a step kept the host".to_owned()))
    }

    /// Refuses what a migration may not ask for.
    pub(crate) fn outside_a_migration(&self, what: &str) -> Result<(), Error> {
        match self.is_migrating.get() {
            true => Err(Error::Denied(format!(
                "no {what} during a migration: a step sees the one document that it is given"
            ))),
            false => Ok(()),
        }
    }
}

/// Names the document in front of what is wrong with it.
fn of(collection: &str, place: &str, error: Error) -> Error {
    match error {
        Error::Invalid(mut invalid) => {
            invalid.detail = format!("{collection}/{place}, migrated: {}", invalid.detail);
            Error::Invalid(invalid)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use loadin_guest::{Error, Migrations, host};
    use serde_json::json;

    use crate::TestHost;

    #[test]
    fn steps_that_ask_for_more_than_their_document_are_refused() {
        let ask = || Migrations::new().step("books", 2, |_| host::cancel_job("x"));
        let refused = TestHost::new().with_migrated(ask, "books", 1, &[json!({})]).unwrap_err();
        assert_eq!(
            refused,
            Error::Denied(
                "books/0: to version 2: no jobs during a migration: a step sees the one document that it is given"
                    .into()
            )
        );
    }

    #[test]
    fn steps_that_say_something_else_the_second_time_are_found_out() {
        let times = std::rc::Rc::new(Cell::new(0));
        let count = || {
            let times = std::rc::Rc::clone(&times);
            Migrations::new().step("books", 2, move |book| {
                times.set(times.get() + 1);
                book.insert("times".into(), json!(times.get()));
                Ok(())
            })
        };
        let refused = TestHost::new().with_migrated(count, "books", 1, &[json!({})]).unwrap_err();
        assert_eq!(refused, Error::Internal("books: the steps answer something else when asked again".into()));
    }
}
