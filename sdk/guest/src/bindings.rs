//! What wit-bindgen makes of the contract. Nothing here is written by hand.
//!
//! Rule: one world for each export, sharing the imports of `platform`; the custom section of an export travels with its
//! macro, so a component exports only the handlers that `plugin!` names.

pub mod platform {
    wit_bindgen::generate!({ path: "../wit/next", world: "platform", generate_all });
}

/// A world that shares the imports of `platform`.
macro_rules! world {
    ($module:ident, $world:literal, $path:literal) => {
        pub mod $module {
            wit_bindgen::generate!({
                path: "../wit/next",
                world: $world,
                pub_export_macro: true,
                default_bindings_module: $path,
                with: {
                    "loadin:plugin/types@0.1.0": crate::bindings::platform::loadin::plugin::types,
                    "loadin:plugin/log@0.1.0": crate::bindings::platform::loadin::plugin::log,
                    "loadin:plugin/clock@0.1.0": crate::bindings::platform::loadin::plugin::clock,
                    "loadin:plugin/random@0.1.0": crate::bindings::platform::loadin::plugin::random,
                    "loadin:plugin/settings@0.1.0": crate::bindings::platform::loadin::plugin::settings,
                    "loadin:plugin/places@0.1.0": crate::bindings::platform::loadin::plugin::places,
                    "loadin:plugin/locale@0.1.0": crate::bindings::platform::loadin::plugin::locale,
                    "loadin:plugin/collections@0.1.0": crate::bindings::platform::loadin::plugin::collections,
                    "loadin:plugin/jobs@0.1.0": crate::bindings::platform::loadin::plugin::jobs,
                },
            });
        }
    };
}

world!(http, "http", "loadin_guest::bindings::http");
world!(job, "job", "loadin_guest::bindings::job");
world!(life, "life", "loadin_guest::bindings::life");
