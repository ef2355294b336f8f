//! From a core module to a checked component.
//!
//! Rule: what a plugin imports is exactly what it may do, so an import outside the contract is refused here, by name and
//! with the way out, before a host ever sees the file.

use loadin_wit::manifest::Manifest;
use wasmparser::{Encoding, Parser, Payload};
use wit_component::ComponentEncoder;

/// Why a module does not become a plugin.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ComponentError {
    #[error(
        "it imports `{import}`: plugins have no WASI, their imports are exactly what they may do; build for \
         wasm32-unknown-unknown, and find the crate that brings it with `cargo tree --target wasm32-unknown-unknown`"
    )]
    Wasi { import: String },
    #[error(
        "it imports `{import}`, which only a JavaScript page has: a dependency uses wasm-bindgen; turn off its feature \
         `js`, `wasm-bindgen` or `wasmbind`, and find it with \
         `cargo tree --target wasm32-unknown-unknown --invert wasm-bindgen`"
    )]
    JavaScript { import: String },
    #[error(
        "it imports the function `{function}` from `env`: the linker did not find it; a dependency calls C code, so \
         turn off the feature that brings it, or use a crate in pure Rust"
    )]
    Undefined { function: String },
    #[error("it imports `{import}`, which is not in the contract {}", loadin_wit::PACKAGE)]
    Foreign { import: String },
    #[error("it exports `{export}`, which is not in the contract {}", loadin_wit::PACKAGE)]
    ForeignExport { export: String },
    #[error(
        "it uses `{name}` of another contract: {} is {} here; build it with this tree's loadin-guest",
        loadin_wit::PACKAGE,
        loadin_wit::VERSION
    )]
    OtherContract { name: String },
    #[error(
        "it uses `{interface}`, which plugin.toml does not ask for: write `{interface} = true` under [capabilities]"
    )]
    NotAsked { interface: String },
    #[error("plugin.toml declares {declared}, but it exports no `{handler}`: name what answers in `plugin!`")]
    NoHandler { declared: &'static str, handler: &'static str },
    #[error(
        "it exports `{handler}`, but plugin.toml declares no {declared}: declare them, or take them out of `plugin!`"
    )]
    Undeclared { declared: &'static str, handler: &'static str },
    #[error("it exports the handler `{handler}`, which this tool does not know")]
    UnknownHandler { handler: String },
    #[error("it is not a readable module: {reason}")]
    Unreadable { reason: String },
    #[error("it does not become a component: {reason}")]
    Encode { reason: String },
}

/// The handlers with what declares them in `plugin.toml`.
const HANDLERS: [(&str, &str); 2] = [("http-handler", "[[http.route]]"), ("job-handler", "[[jobs.kind]]")];

/// The handler that a plugin may have once it has documents.
const LIFECYCLE: &str = "lifecycle";

/// What a component takes from the host and gives to it, by full name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Surface {
    imports: Vec<String>,
    exports: Vec<String>,
}

/// Turns a core module into a component that fits its manifest.
pub(crate) fn make(core: &[u8], manifest: &Manifest) -> Result<Vec<u8>, ComponentError> {
    refuse_foreign_core_imports(core)?;
    let component = encode(core)?;
    check(&component, manifest)?;
    Ok(component)
}

fn encode(core: &[u8]) -> Result<Vec<u8>, ComponentError> {
    let encoder = ComponentEncoder::default().validate(true).module(core);
    encoder
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| ComponentError::Encode { reason: format!("{error:#}") })
}

/// Checks that a component imports no more than its manifest asks for and exports what it declares.
pub(crate) fn check(component: &[u8], manifest: &Manifest) -> Result<(), ComponentError> {
    let surface = surface(component)?;
    for import in &surface.imports {
        let interface = contract_interface(import)?.ok_or_else(|| foreign_import(import, None))?;
        if !manifest.capabilities.asks_for(interface) {
            return Err(ComponentError::NotAsked { interface: interface.to_owned() });
        }
    }
    let mut exported = Vec::new();
    for export in &surface.exports {
        let handler =
            contract_interface(export)?.ok_or_else(|| ComponentError::ForeignExport { export: export.clone() })?;
        if handler == LIFECYCLE && manifest.collections.is_empty() {
            return Err(ComponentError::Undeclared { declared: "[collections.…]", handler: LIFECYCLE });
        }
        if handler != LIFECYCLE && !HANDLERS.iter().any(|(name, _)| *name == handler) {
            return Err(ComponentError::UnknownHandler { handler: handler.to_owned() });
        }
        exported.push(handler);
    }
    for (handler, declared) in HANDLERS {
        match (is_declared(handler, manifest), exported.contains(&handler)) {
            (true, false) => return Err(ComponentError::NoHandler { declared, handler }),
            (false, true) => return Err(ComponentError::Undeclared { declared, handler }),
            _ => {}
        }
    }
    Ok(())
}

fn is_declared(handler: &str, manifest: &Manifest) -> bool {
    match handler {
        "http-handler" => !manifest.http.route.is_empty(),
        _ => !manifest.jobs.kind.is_empty(),
    }
}

/// Returns the interface of `loadin:plugin/log@0.1.0`, or `None` for a name outside the contract.
fn contract_interface(name: &str) -> Result<Option<&str>, ComponentError> {
    let rest = name.strip_prefix(loadin_wit::PACKAGE).and_then(|rest| rest.strip_prefix('/'));
    let Some((interface, version)) = rest.and_then(|rest| rest.split_once('@')) else { return Ok(None) };
    if loadin_wit::track(version) == loadin_wit::track(loadin_wit::VERSION) {
        Ok(Some(interface))
    } else {
        Err(ComponentError::OtherContract { name: name.to_owned() })
    }
}

fn surface(component: &[u8]) -> Result<Surface, ComponentError> {
    let unreadable = |error: wasmparser::BinaryReaderError| ComponentError::Unreadable { reason: error.to_string() };
    let mut surface = Surface::default();
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(component) {
        match payload.map_err(unreadable)? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    surface.imports.push(import.map_err(unreadable)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    surface.exports.push(export.map_err(unreadable)?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(surface)
}

/// Refuses, with a message of our own, the imports that the encoder would only call missing from the world.
fn refuse_foreign_core_imports(core: &[u8]) -> Result<(), ComponentError> {
    let unreadable = |error: wasmparser::BinaryReaderError| ComponentError::Unreadable { reason: error.to_string() };
    for payload in Parser::new(0).parse_all(core) {
        match payload.map_err(unreadable)? {
            Payload::Version { encoding: Encoding::Component, .. } => {
                return Err(ComponentError::Unreadable { reason: "it is a component already".to_owned() });
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.map_err(unreadable)?;
                    if !is_contract_module(import.module) {
                        return Err(foreign_import(import.module, Some(import.name)));
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Returns true for the modules that the encoder connects with the contract: its interfaces and its own intrinsics.
fn is_contract_module(module: &str) -> bool {
    let name = module.strip_prefix("[export]").unwrap_or(module);
    name.starts_with(&format!("{}/", loadin_wit::PACKAGE)) || name == "$root" || name == "[export]$root"
}

fn foreign_import(module: &str, function: Option<&str>) -> ComponentError {
    let import = module.to_owned();
    if module.starts_with("wasi:") || module.starts_with("wasi_") {
        ComponentError::Wasi { import }
    } else if module == "wbg" || module.starts_with("__wbindgen") || module.starts_with("./") {
        ComponentError::JavaScript { import }
    } else if let ("env", Some(function)) = (module, function) {
        ComponentError::Undefined { function: function.to_owned() }
    } else {
        ComponentError::Foreign { import }
    }
}

#[cfg(test)]
mod tests;
