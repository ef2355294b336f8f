//! `plugin!`: names what a plugin exports.

/// Makes a plugin of a router and its jobs. Both parts are optional, in this order.
///
/// `routes` is a function that returns a [`Router`](crate::Router); a job is a function from
/// [`&Job`](crate::Job) to `Result<impl Serialize, Failure>`. On native targets the macro makes nothing: tests call the
/// functions themselves.
#[macro_export]
macro_rules! plugin {
    ($(routes: $routes:path)? $(, jobs: { $($kind:literal => $work:path),* $(,)? })? $(,)?) => {
        $($crate::plugin! { @routes $routes })?
        $($crate::plugin! { @jobs $($kind => $work),* })?
    };
    (jobs: { $($kind:literal => $work:path),* $(,)? } $(,)?) => {
        $crate::plugin! { @jobs $($kind => $work),* }
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
}
