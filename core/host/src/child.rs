//! The child that compiles: wasm on standard input, compiled code on standard output.
//!
//! Rule: Cranelift on hostile input is the largest parser that we own, so it runs alone: limited memory, limited time, no
//! network. The parent trusts what comes back only because it started this very binary.

use std::{
    io::{self, Read as _, Write as _},
    process::ExitCode,
};

use crate::{component::MAX_BYTES, engine};

/// Address space of the child, in bytes.
#[cfg(target_os = "linux")]
const MAX_ADDRESS_SPACE: u64 = 1 << 30;

/// Processor seconds of the child; the parent's wall-clock limit is the shorter one in practice.
#[cfg(target_os = "linux")]
const MAX_CPU_SECONDS: u64 = 60;

/// Compiles one component and leaves. The body of the hidden command that a host starts as its child.
pub fn compile_child() -> ExitCode {
    match compile() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // The parent reads this one line and puts it into its own error.
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

fn compile() -> Result<(), String> {
    limit_myself()?;
    let mut wasm = Vec::new();
    io::stdin().take(MAX_BYTES + 1).read_to_end(&mut wasm).map_err(|error| format!("cannot read: {error}"))?;
    let engine = engine::compiling().map_err(|error| format!("no compiler: {error}"))?;
    let code = engine.precompile_component(&wasm).map_err(|error| format!("cannot compile: {error:#}"))?;
    io::stdout().write_all(&code).map_err(|error| format!("cannot write: {error}"))
}

#[cfg(target_os = "linux")]
fn limit_myself() -> Result<(), String> {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let cap = |resource, most| {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })
            .map_err(|error| format!("cannot limit the compiler: {error}"))
    };
    cap(Resource::As, MAX_ADDRESS_SPACE)?;
    cap(Resource::Cpu, MAX_CPU_SECONDS)?;
    cap(Resource::Core, 0)?;
    forbid_sockets().map_err(|error| format!("cannot shut the compiler off the network: {error}"))
}

/// Makes `socket` fail with "permission denied" for this process and every thread it starts.
#[cfg(target_os = "linux")]
fn forbid_sockets() -> Result<(), Box<dyn std::error::Error>> {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter_all_threads};

    let denied = [libc::SYS_socket, libc::SYS_socketpair, libc::SYS_connect, libc::SYS_execve, libc::SYS_execveat];
    let filter: BpfProgram = SeccompFilter::new(
        denied.into_iter().map(|call| (call, Vec::new())).collect(),
        SeccompAction::Allow,
        SeccompAction::Errno(libc::EACCES.unsigned_abs()),
        std::env::consts::ARCH.try_into()?,
    )?
    .try_into()?;
    Ok(apply_filter_all_threads(&filter)?)
}

#[cfg(not(target_os = "linux"))]
fn limit_myself() -> Result<(), String> {
    Ok(()) // No seccomp elsewhere; the operator's guide says so.
}
