//! The one list of routes: each operation's path, method and description come from its handler, and its proof stands first.
//!
//! Rule: [`Routes::with`] is the only way in. A handler whose first argument is no [`Permit`] does not compile, and one
//! without an operation id, or with an id that the permission matrix lacks, fails the tests.

use axum::{
    Router,
    handler::Handler,
    routing::{MethodFilter, MethodRouter, on},
};
use utoipa::{
    Path,
    openapi::{OpenApi, path::HttpMethod},
};

use crate::{App, permit::Permit};

/// The arguments of a handler that begin with a proof.
pub(crate) trait PermissionFirst {}

impl<M, P: Permit> PermissionFirst for (M, P) {}
impl<M, P: Permit, A> PermissionFirst for (M, P, A) {}
impl<M, P: Permit, A, B> PermissionFirst for (M, P, A, B) {}
impl<M, P: Permit, A, B, C> PermissionFirst for (M, P, A, B, C) {}
impl<M, P: Permit, A, B, C, D> PermissionFirst for (M, P, A, B, C, D) {}

/// Routes under construction, with what they are documented as.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<App>,
    documented: OpenApi,
    operations: Vec<String>,
}

impl Routes {
    /// Adds an operation: `docs` is what `#[utoipa::path]` made of its handler (`__path_<handler>`).
    pub(crate) fn with<D: Path, T, H>(mut self, _docs: D, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: PermissionFirst + 'static,
    {
        let (path, operation) = (D::path(), D::operation());
        self.documented.paths.add_path_operation(&path, D::methods(), operation.clone());
        for method in D::methods() {
            self.router = self.router.route(&path, route(method, handler.clone()));
        }
        self.operations.extend(operation.operation_id.clone());
        self
    }

    /// Adds the routes of another list.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.documented.merge(other.documented);
        self.operations.extend(other.operations);
        self
    }

    /// Returns the router and its description.
    pub(crate) fn finish(self) -> (Router<App>, OpenApi) {
        (self.router, self.documented)
    }

    /// Returns the ids of the operations.
    #[cfg(test)]
    pub(crate) fn operations(&self) -> &[String] {
        &self.operations
    }

    /// Returns the description alone.
    #[cfg(test)]
    pub(crate) const fn documented(&self) -> &OpenApi {
        &self.documented
    }
}

fn route<T: 'static, H: Handler<T, App>>(method: HttpMethod, handler: H) -> MethodRouter<App> {
    let filter = match method {
        HttpMethod::Get => MethodFilter::GET,
        HttpMethod::Post => MethodFilter::POST,
        HttpMethod::Put => MethodFilter::PUT,
        HttpMethod::Delete => MethodFilter::DELETE,
        HttpMethod::Options => MethodFilter::OPTIONS,
        HttpMethod::Head => MethodFilter::HEAD,
        HttpMethod::Patch => MethodFilter::PATCH,
        HttpMethod::Trace => MethodFilter::TRACE,
    };
    on(filter, handler)
}

#[cfg(test)]
mod tests {
    use axum::extract::State;
    use loadin_auth::ask::ViewSpace;

    use super::PermissionFirst;
    use crate::{
        App,
        permit::{Anybody, May, Somebody},
    };

    /// `NakedOr::ok` names one function for types without the bound, and two for those with it, which is an error.
    trait NakedOr<A> {
        fn ok() {}
    }

    struct Permitted;

    impl<T> NakedOr<()> for T {}
    impl<T: PermissionFirst> NakedOr<Permitted> for T {}

    const fn is_permission_first<T: PermissionFirst>() {}

    /// The proof is that this compiles: [`Routes::with`](super::Routes::with) takes none of the first kind.
    #[test]
    fn a_handler_without_a_proof_first_has_no_way_in() {
        type Marker = ();
        <(Marker,) as NakedOr<_>>::ok();
        <(Marker, State<App>) as NakedOr<_>>::ok();
        <(Marker, State<App>, May<ViewSpace>) as NakedOr<_>>::ok();
        is_permission_first::<(Marker, Anybody)>();
        is_permission_first::<(Marker, Somebody, State<App>)>();
        is_permission_first::<(Marker, May<ViewSpace>, State<App>)>();
    }
}
