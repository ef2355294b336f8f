//! The policy as casbin reads it.

use loadin_types::{PluginId, people::Role};

use super::{MODEL, POLICY, PluginDefault, Policy, PolicyError};
use crate::{CorePermission, PluginPermission};

fn load(policy: &str, plugins: &[PluginDefault]) -> Result<Policy, PolicyError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(Policy::load_from(MODEL, policy, plugins, &[]))
}

fn declared(name: &str, roles: &[&str]) -> PluginDefault {
    let plugin = PluginId::try_from("org.example.lights".to_owned()).unwrap();
    PluginDefault {
        permission: PluginPermission::new(plugin, name).unwrap(),
        roles: roles.iter().map(|role| role.parse().unwrap()).collect(),
    }
}

#[test]
fn the_policy_that_core_ships_loads_and_has_the_roles_of_the_field() {
    let policy = load(POLICY, &[]).unwrap();
    let roles: Vec<&str> = policy.roles().map(Role::as_str).collect();
    let expected = ["admin", "booker", "guest", "member", "moderator", "operator", "owner", "treasurer", "volunteer"];
    assert_eq!(roles, expected);
    assert_eq!(policy.permissions().len(), CorePermission::ALL.len());
}

#[test]
fn a_line_that_casbin_would_skip_is_refused_with_its_number() {
    let space = "0190a3f2-7c41-7e3b-9d5a-2f60c1b8e4d7";
    for (line, reason) in [
        ("p, member, *", "write `p, role, domain, permission`"),
        ("p, member, *, members:list, deny", "write `p, role, domain, permission`"),
        ("q, member, *, members:list", "write `p, role, domain, permission`"),
        ("g, member", "or `g, role, other role`"),
        ("p, Member, *, members:list", "`Member` is not a role"),
        ("p, member, everywhere, members:list", "not `everywhere`"),
        ("p, member, *, members:lst", "there is no permission `members:lst`"),
        ("p, member, *, *", "such as `members:*`"),
        ("p, member, *, mem*", "such as `members:*`"),
        ("p, member, *, m*s:*", "such as `members:*`"),
        ("p, member, *, nothing:*", "there is no permission `nothing:*`"),
        ("p, member, *, plugins:manage", "plugins:manage means nothing in this domain"),
        ("p, member, *, plugins:*", "plugins:manage means nothing in this domain"),
        ("p, operator, instance, space:view", "space:view means nothing in this domain"),
        (&format!("p, lights, {space}, people:manage"), "people:manage means nothing in this domain"),
    ] {
        let refused = load(&format!("# rows\np, guest, *, space:view\n{line}\n"), &[]).unwrap_err().to_string();
        assert!(refused.starts_with("line 3 of the access policy (`") && refused.contains(reason), "{line}: {refused}");
    }
    load(&format!("p, lights, {space}, members:list\np, crew, *, org.example.gone/techspec:write"), &[]).unwrap();
}

#[test]
fn roles_that_lead_to_themselves_are_refused() {
    let circle = "p, guest, *, space:view\ng, a1, b1\ng, b1, c1\ng, c1, a1\n";
    assert!(load(circle, &[]).unwrap_err().to_string().contains("leads to itself"));
    let long: String = (0..12).map(|step| format!("g, r{step}, r{}\n", step + 1)).collect();
    assert!(matches!(load(&long, &[]).unwrap_err(), PolicyError::Roles(role) if role.as_str() == "r0"));
}

#[test]
fn a_plugin_gives_to_admins_and_below_and_to_no_role_it_made_up() {
    load(POLICY, &[declared("techspec:write", &["guest", "booker", "admin"])]).unwrap();
    for (role, reason) in [
        ("owner", "at most to `admin`"),
        ("treasurer", "at most to `admin`"),
        ("operator", "at most to `admin`"),
        ("stagehand", "there is no such role"),
    ] {
        let refused = load(POLICY, &[declared("techspec:write", &[role])]).unwrap_err().to_string();
        assert!(refused.contains(reason) && refused.contains("org.example.lights/techspec:write"), "{refused}");
    }
}
