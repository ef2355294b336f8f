//! What wasmtime makes of the contract. Nothing here is written by hand.
//!
//! Rule: one world for each handler that a plugin may export; all share the imports of `http`.

pub(crate) mod http {
    wasmtime::component::bindgen!({
        path: "../../sdk/wit/next",
        world: "http",
        imports: {
            "loadin:plugin/collections.get": async | trappable,
            "loadin:plugin/collections.find": async | trappable,
            "loadin:plugin/collections.count": async | trappable,
            "loadin:plugin/collections.aggregate": async | trappable,
            "loadin:plugin/collections.commit": async | trappable,
            "loadin:plugin/jobs.status": async | trappable,
            "loadin:plugin/jobs.cancel": async | trappable,
            "loadin:plugin/jobs.checkpoint": async | trappable,
            default: trappable,
        },
        exports: { default: async },
    });
}

/// A world that shares the imports of `http`.
macro_rules! world {
    ($module:ident, $world:literal) => {
        pub(crate) mod $module {
            wasmtime::component::bindgen!({
                path: "../../sdk/wit/next",
                world: $world,
                imports: { default: trappable },
                exports: { default: async },
                with: {
                    "loadin:plugin/types": super::http::loadin::plugin::types,
                    "loadin:plugin/log": super::http::loadin::plugin::log,
                    "loadin:plugin/clock": super::http::loadin::plugin::clock,
                    "loadin:plugin/random": super::http::loadin::plugin::random,
                    "loadin:plugin/settings": super::http::loadin::plugin::settings,
                    "loadin:plugin/places": super::http::loadin::plugin::places,
                    "loadin:plugin/locale": super::http::loadin::plugin::locale,
                    "loadin:plugin/collections": super::http::loadin::plugin::collections,
                    "loadin:plugin/jobs": super::http::loadin::plugin::jobs,
                },
            });
        }
    };
}

world!(job, "job");
world!(life, "life");

pub(crate) use http::loadin::plugin as contract;
