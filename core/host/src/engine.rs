//! The one wasmtime engine: how it compiles and how it runs.
//!
//! Rule: code is compiled by the child and run here, so both sides build their engine with [`config`]; a difference
//! makes wasmtime refuse the compiled code.

use std::{thread, time::Duration};

use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use crate::PoolSettings;

/// How often the epoch moves on. A guest yields at least so often; the deadline is met within this and the yield.
const TICK: Duration = Duration::from_millis(5);

/// Bytes of a guest's memory that stay mapped between calls.
const KEEP_MEMORY: usize = 2 << 20;
const KEEP_TABLE: usize = 64 << 10;

/// Core instances, memories and tables for each component instance: interpreters of other languages need dozens.
const CORE_PER_COMPONENT: u32 = 64;

/// Returns the settings that decide what compiled code looks like.
fn config() -> Config {
    let mut config = Config::new();
    config
        .epoch_interruption(true)
        .concurrency_support(false)
        .wasm_relaxed_simd(false)
        .wasm_backtrace_max_frames(std::num::NonZeroUsize::new(20));
    config
}

/// Returns an engine that only compiles.
pub(crate) fn compiling() -> wasmtime::Result<Engine> {
    Engine::new(&config())
}

/// Returns an engine that runs components from a pool, and starts its clock.
pub(crate) fn running(pool: PoolSettings) -> wasmtime::Result<Engine> {
    let mut config = config();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pooling(pool)));
    let engine = Engine::new(&config)?;
    start_ticking(&engine)?;
    Ok(engine)
}

fn pooling(pool: PoolSettings) -> PoolingAllocationConfig {
    let mut config = PoolingAllocationConfig::new();
    let max_memory = usize::try_from(pool.max_memory).unwrap_or(usize::MAX);
    config
        .total_component_instances(pool.instances)
        .total_core_instances(pool.instances.saturating_mul(CORE_PER_COMPONENT))
        .total_memories(pool.instances)
        .total_tables(pool.instances.saturating_mul(2))
        .total_stacks(pool.instances)
        .max_memory_size(max_memory);
    // Keeping memory without the kernel's page scan costs more than it saves.
    if PoolingAllocationConfig::is_pagemap_scan_available() {
        config.pagemap_scan(Enabled::Auto).linear_memory_keep_resident(KEEP_MEMORY).table_keep_resident(KEEP_TABLE);
    }
    config
}

/// Moves the epoch on from a thread of the operating system, which no busy guest can hold up, until the engine is gone.
fn start_ticking(engine: &Engine) -> wasmtime::Result<()> {
    let weak = engine.weak();
    let ticker = move || {
        while let Some(engine) = weak.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(TICK);
        }
    };
    thread::Builder::new().name("loadin-epoch".into()).spawn(ticker)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use wasmtime::{Engine, Instance, Module, Store};

    use super::{PoolSettings, running};

    /// Grows to 32 MiB and calls `f` over it: `fill` leaves a mark everywhere, `scan` counts bytes that are not zero.
    const REMNANT: &str = r#"(module
        (memory 512)
        (func (export "fill")
            (memory.fill (i32.const 0) (i32.const 0xA7) (i32.const 33554432)))
        (func (export "scan") (result i32) (local $at i32) (local $found i32)
            (loop $next
                (local.set $found (i32.add (local.get $found) (i64.ne (i64.load (local.get $at)) (i64.const 0))))
                (local.set $at (i32.add (local.get $at) (i32.const 8)))
                (br_if $next (i32.lt_u (local.get $at) (i32.const 33554432))))
            (local.get $found)))"#;

    async fn fresh(engine: &Engine, module: &Module) -> (Store<()>, Instance) {
        let mut store = Store::new(engine, ());
        store.set_epoch_deadline(1);
        store.epoch_deadline_async_yield_and_update(1);
        let instance = Instance::new_async(&mut store, module, &[]).await.unwrap();
        (store, instance)
    }

    #[tokio::test]
    async fn a_slot_of_the_pool_gives_nothing_of_its_last_guest_away() {
        let engine = running(PoolSettings { instances: 1, per_plugin: 1, max_memory: 64 << 20 }).unwrap();
        let module = Module::new(&engine, wat::parse_str(REMNANT).unwrap()).unwrap();
        for _ in 0..8 {
            let (mut store, instance) = fresh(&engine, &module).await;
            let scan = instance.get_typed_func::<(), i32>(&mut store, "scan").unwrap();
            assert_eq!(scan.call_async(&mut store, ()).await.unwrap(), 0, "words of another guest");
            let fill = instance.get_typed_func::<(), ()>(&mut store, "fill").unwrap();
            fill.call_async(&mut store, ()).await.unwrap();
            assert_ne!(
                scan.call_async(&mut store, ()).await.unwrap(),
                0,
                "the mark is not seen: the test proves nothing"
            );
        }
    }
}
