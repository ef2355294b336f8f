//! What a component imports and exports, read before anything is compiled.
//!
//! Rule: the import list is the permission list. What is not in the contract, or was not asked for in the manifest, is
//! refused here with words that its author can act on; wasmtime's own message would come later and say less.

use loadin_wit::manifest::{Capabilities, Manifest};
use wasmparser::{Encoding, Parser, Payload};

/// Largest component that is accepted, in bytes.
pub(crate) const MAX_BYTES: u64 = 32 << 20;

/// Why a component cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComponentError {
    /// Larger than any plugin should be.
    #[error("has {size} bytes; a component may have at most {MAX_BYTES}")]
    TooLarge {
        /// Size in bytes.
        size: u64,
    },
    /// Not WebAssembly, or cut short.
    #[error("is not a WebAssembly component: {0}")]
    NotWasm(String),
    /// A core module.
    #[error("is a core module, not a component: build it with `cargo loadin build`")]
    CoreModule,
    /// Built against WASI.
    #[error(
        "imports `{0}`: plugins have no WASI; build for wasm32-unknown-unknown with `cargo loadin build` (JavaScript and \
         Python tools have a stub-WASI switch)"
    )]
    ImportsWasi(String),
    /// Built against a version of the contract that is not served.
    #[error("imports `{import}`, built for contract {found}; this host serves {}", loadin_wit::VERSION)]
    OtherContract {
        /// What it imports.
        import: String,
        /// The version it was built for.
        found: String,
    },
    /// Imports something that no host offers.
    #[error("imports `{0}`, which is not in the contract {version}", version = loadin_wit::VERSION)]
    UnknownImport(String),
    /// Imports what its manifest does not ask for.
    #[error("imports `{0}`, which its plugin.toml does not ask for: add it under [capabilities]")]
    NotAskedFor(String),
    /// Does not export a handler that its manifest needs.
    #[error("does not export `{0}`, which its plugin.toml needs: name it in `plugin!`")]
    MissingExport(&'static str),
}

/// The handlers that a component exports.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Handlers {
    pub(crate) http: bool,
    pub(crate) job: bool,
    pub(crate) life: bool,
}

/// Checks a component against its manifest and returns what it handles.
pub(crate) fn check(wasm: &[u8], manifest: &Manifest) -> Result<Handlers, ComponentError> {
    let size = wasm.len() as u64;
    if size > MAX_BYTES {
        return Err(ComponentError::TooLarge { size });
    }
    let (imports, exports) = outer_names(wasm)?;
    for import in &imports {
        check_import(import, &manifest.capabilities)?;
    }
    let exports_handler = |name: &str| exports.iter().any(|export| is_ours(export).is_some_and(|(own, _)| own == name));
    let handlers = Handlers {
        http: exports_handler("http-handler"),
        job: exports_handler("job-handler"),
        life: exports_handler("lifecycle"),
    };
    if !manifest.http.route.is_empty() && !handlers.http {
        return Err(ComponentError::MissingExport("http-handler"));
    }
    if !manifest.jobs.kind.is_empty() && !handlers.job {
        return Err(ComponentError::MissingExport("job-handler"));
    }
    Ok(handlers)
}

/// Lists the outermost imports and exports of a component.
fn outer_names(wasm: &[u8]) -> Result<(Vec<String>, Vec<String>), ComponentError> {
    let not_wasm = |error: wasmparser::BinaryReaderError| ComponentError::NotWasm(error.message().to_owned());
    let (mut imports, mut exports, mut depth) = (Vec::new(), Vec::new(), 0_u32);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(not_wasm)? {
            Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => {
                return Err(ComponentError::CoreModule);
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    imports.push(import.map_err(not_wasm)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    exports.push(export.map_err(not_wasm)?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok((imports, exports))
}

fn check_import(import: &str, asked: &Capabilities) -> Result<(), ComponentError> {
    if import.starts_with("wasi:") || import.starts_with("wasi_") {
        return Err(ComponentError::ImportsWasi(import.to_owned()));
    }
    let Some((interface, version)) = is_ours(import) else {
        return Err(ComponentError::UnknownImport(import.to_owned()));
    };
    if loadin_wit::track(version) != loadin_wit::track(loadin_wit::VERSION) {
        return Err(ComponentError::OtherContract { import: import.to_owned(), found: version.to_owned() });
    }
    let known = Capabilities::ALWAYS.contains(&interface) || Capabilities::NAMES.contains(&interface);
    match (known, asked.asks_for(interface)) {
        (false, _) => Err(ComponentError::UnknownImport(import.to_owned())),
        (true, false) => Err(ComponentError::NotAskedFor(interface.to_owned())),
        (true, true) => Ok(()),
    }
}

/// Splits `loadin:plugin/log@0.1.0` into interface and version.
fn is_ours(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix(loadin_wit::PACKAGE)?.strip_prefix('/')?.split_once('@')
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use loadin_wit::manifest::Manifest;

    use super::{ComponentError, Handlers, check};

    fn manifest(extra: &str) -> Manifest {
        let text =
            format!("[plugin]\nid = \"org.example.x\"\nname = \"X\"\nversion = \"1.0.0\"\napi = \"0.1\"\n{extra}");
        Manifest::parse(&text, Path::new("plugin.toml")).unwrap()
    }

    fn importing(name: &str) -> Result<Handlers, ComponentError> {
        let wasm = wat::parse_str(format!("(component (import \"{name}\" (instance)))")).unwrap();
        check(&wasm, &manifest(""))
    }

    #[test]
    fn what_is_always_granted_may_be_imported() {
        assert_eq!(importing("loadin:plugin/log@0.1.0"), Ok(Handlers::default()));
        assert_eq!(importing("loadin:plugin/places@0.1.7"), Ok(Handlers::default()));
    }

    #[test]
    fn wasi_is_refused_with_the_way_to_build_without() {
        let message = importing("wasi:cli/environment@0.2.0").unwrap_err().to_string();
        assert!(message.starts_with("imports `wasi:cli/environment@0.2.0`: plugins have no WASI"), "{message}");
        assert!(message.contains("cargo loadin build"), "{message}");
    }

    #[test]
    fn another_contract_is_refused_by_its_version() {
        let message = importing("loadin:plugin/log@0.9.0").unwrap_err().to_string();
        assert_eq!(message, "imports `loadin:plugin/log@0.9.0`, built for contract 0.9.0; this host serves 0.1.0");
    }

    #[test]
    fn what_was_not_asked_for_is_refused() {
        assert_eq!(importing("loadin:plugin/jobs@0.1.0"), Err(ComponentError::NotAskedFor("jobs".into())));
        let wasm = wat::parse_str("(component (import \"loadin:plugin/jobs@0.1.0\" (instance)))").unwrap();
        assert_eq!(check(&wasm, &manifest("[capabilities]\njobs = true")), Ok(Handlers::default()));
    }

    #[test]
    fn what_is_not_in_the_contract_is_refused() {
        for name in ["loadin:plugin/telepathy@0.1.0", "other:thing/x@1.0.0", "env"] {
            assert_eq!(importing(name), Err(ComponentError::UnknownImport(name.into())));
        }
    }

    #[test]
    fn a_core_module_text_and_a_cut_component_are_told_apart() {
        let module = wat::parse_str("(module)").unwrap();
        assert_eq!(check(&module, &manifest("")), Err(ComponentError::CoreModule));
        assert!(matches!(check(b"hello", &manifest("")), Err(ComponentError::NotWasm(_))));
        let component = wat::parse_str("(component (import \"loadin:plugin/log@0.1.0\" (instance)))").unwrap();
        let cut = &component[..component.len() - 3];
        assert!(matches!(check(cut, &manifest("")), Err(ComponentError::NotWasm(_))));
    }

    #[test]
    fn a_declared_handler_must_be_exported() {
        let wasm = wat::parse_str("(component)").unwrap();
        let jobs = manifest("[[jobs.kind]]\nname = \"plan\"");
        assert_eq!(check(&wasm, &jobs), Err(ComponentError::MissingExport("job-handler")));
    }
}
