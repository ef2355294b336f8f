//! `plugin!`: names what a plugin exports.

/// Makes a plugin of a router, its jobs and its migrations, whichever it has.
///
/// `routes` is a function that returns a [`Router`](crate::Router), `migrations` one that returns
/// [`Migrations`](crate::Migrations); a job is a function from [`&Job`](crate::Job) to `Result<impl Serialize, Failure>`. On
/// native targets the macro makes nothing: tests call the functions themselves.
///
/// ```compile_fail
/// loadin_guest::plugin! { rotes: routes } // `plugin!` takes `routes`, `jobs` and `migrations`, not `rotes : routes`
/// ```
#[macro_export]
macro_rules! plugin {
    (@parts) => {};
    (@parts routes: $routes:path $(, $($rest:tt)*)?) => {
        $crate::plugin! { @routes $routes }
        $crate::plugin! { @parts $($($rest)*)? }
    };
    (@parts jobs: { $($kind:literal => $work:path),* $(,)? } $(, $($rest:tt)*)?) => {
        $crate::plugin! { @jobs $($kind => $work),* }
        $crate::plugin! { @parts $($($rest)*)? }
    };
    (@parts migrations: $migrations:path $(, $($rest:tt)*)?) => {
        $crate::plugin! { @migrations $migrations }
        $crate::plugin! { @parts $($($rest)*)? }
    };
    (@parts $($other:tt)*) => {
        compile_error!(concat!("`plugin!` takes `routes`, `jobs` and `migrations`, not `", stringify!($($other)*), "`"));
    };
    (@routes $routes:path) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            use $crate::bindings::{http, platform::loadin::plugin::types};
            struct Component;
            impl http::exports::loadin::plugin::http_handler::Guest for Component {
                fn handle(
                    call: types::Call,
                    request: http::exports::loadin::plugin::http_handler::Request,
                ) -> Result<http::exports::loadin::plugin::http_handler::Reply, types::Error> {
                    $crate::exports::handle(&$routes(), call, request)
                }
            }
            $crate::bindings::http::export!(Component with_types_in $crate::bindings::http);
        };
    };
    (@jobs $($kind:literal => $work:path),*) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            use $crate::bindings::{job, platform::loadin::plugin::types};
            struct Component;
            impl job::exports::loadin::plugin::job_handler::Guest for Component {
                fn run(
                    call: types::Call,
                    job: job::exports::loadin::plugin::job_handler::Job,
                ) -> Result<String, types::Failure> {
                    let job = $crate::exports::job(call, job);
                    let done = match job.kind() {
                        $($kind => job.run($work),)*
                        other => Err($crate::exports::unknown_kind(other)),
                    };
                    done.map_err(Into::into)
                }
            }
            $crate::bindings::job::export!(Component with_types_in $crate::bindings::job);
        };
    };
    (@migrations $migrations:path) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            use $crate::bindings::{life, platform::loadin::plugin::types};
            struct Component;
            impl life::exports::loadin::plugin::lifecycle::Guest for Component {
                fn migrate(
                    _: types::Call,
                    chunk: life::exports::loadin::plugin::lifecycle::Chunk,
                ) -> Result<Vec<Option<String>>, types::Error> {
                    $crate::exports::migrate(&$migrations(), chunk)
                }
            }
            $crate::bindings::life::export!(Component with_types_in $crate::bindings::life);
        };
    };
    ($($parts:tt)*) => {
        $crate::plugin! { @parts $($parts)* }
    };
}
