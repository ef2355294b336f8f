//! What one permission check costs: `cargo bench -p loadin-auth --bench permission`.
//!
//! Rule: the figure is for a check as a request makes it (role by name, space by id, permission by value), over a policy
//! with plugins and spaces of a busy installation. The budget is one microsecond.

use std::{hint::black_box, time::Instant};

use loadin_auth::{CorePermission, Domain, Permission, PluginDefault, PluginPermission, Policy, Snapshot, SpaceRule};
use loadin_types::{PluginId, SpaceId, people::Role};

const CHECKS: u32 = 2_000_000;
const PLUGINS: u32 = 20;
const SPACES: u8 = 200;

#[expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench is run by hand and prints its figures")]
fn main() {
    let role = |name: &str| name.parse::<Role>().unwrap();
    let permission = |plugin: u32, name: &str| {
        let id = PluginId::try_from(format!("org.example.plugin-{plugin}")).unwrap();
        PluginPermission::new(id, name).unwrap()
    };
    let names = ["things:read", "things:write", "things:share", "plans:read", "plans:write"];
    let plugins: Vec<PluginDefault> = (0..PLUGINS)
        .flat_map(|plugin| {
            names.map(|name| PluginDefault { permission: permission(plugin, name), roles: vec![role("member")] })
        })
        .collect();
    let space = |number: u8| SpaceId::from_parts(1, &[number; 10]);
    let rules: Vec<SpaceRule> = (0..SPACES)
        .map(|number| {
            let permission = permission(u32::from(number) % PLUGINS, "things:write").into();
            SpaceRule { role: role("lights"), space: space(number), permission }
        })
        .collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let policy = runtime.block_on(Policy::load(&plugins, &rules)).unwrap();
    let begun = Instant::now();
    let snapshot = Snapshot::compile(&policy);
    let permissions = policy.permissions().len();
    println!("compiled {permissions} permissions and {SPACES} spaces with own rules in {:?}", begun.elapsed());

    let here = Domain::Space(space(7));
    let plugins_own: Permission = permission(13, "plans:write").into();
    for (case, role, permission) in [
        ("core permission, allowed", role("member"), CorePermission::ListMembers.into()),
        ("core permission, refused", role("guest"), CorePermission::InviteMembers.into()),
        ("plugin permission, allowed", role("owner"), plugins_own),
    ] {
        let begun = Instant::now();
        for _ in 0..CHECKS {
            black_box(snapshot.allows([black_box(&role)], black_box(here), black_box(&permission)));
        }
        println!("{case}: {:.0} ns", begun.elapsed().as_secs_f64() * 1e9 / f64::from(CHECKS));
    }
    let begun = Instant::now();
    let permission = CorePermission::ListMembers.into();
    for _ in 0..100 {
        black_box(policy.casbin_allows(&role("member"), here, &permission).unwrap());
    }
    println!("casbin itself: {:.0} µs", begun.elapsed().as_secs_f64() * 1e6 / 100.0);
}
