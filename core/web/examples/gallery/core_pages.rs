//! What core's own pages show: forms with something wrong, a home, an account, a problem.
//!
//! Rule: filled with what a band would see there, as the pages of the plugin beside it.

use loadin_types::ProblemKind;
use loadin_web::{
    Space,
    pages::{
        Account, Confirm, Device, FieldError, Member, Preferences, SetUp, SignIn, SpaceHome, Token, ToolCard, Trouble,
    },
};

pub(super) fn wrong_set_up() -> SetUp {
    SetUp {
        csrf: "t".into(),
        setup_token: "WRONG-TOKEN".into(),
        login_name: "ad".into(),
        display_name: "Ada Moreau".into(),
        space_name: "Green Mountain Noise".into(),
        space_kind: "collective".into(),
        errors: vec![
            FieldError::new(
                "setup_token",
                "This is not the token in the terminal. Copy it again; it may have ended after 24 hours.",
            ),
            FieldError::new("login_name", "The sign-in name must have 3 to 32 letters or digits."),
        ],
    }
}

pub(super) fn wrong_sign_in() -> SignIn {
    let text = "Name and password do not fit together. Check both; after five tries you have to wait a little.";
    SignIn { csrf: "t".into(), login_name: "ada".into(), next: None, errors: vec![FieldError::new("", text)] }
}

pub(super) fn wrong_confirm() -> Confirm {
    let errors = vec![FieldError::new("password", "That is not your password.")];
    Confirm { csrf: "core-token".into(), login_name: "ada".into(), next: "/account".into(), errors }
}

pub(super) fn home() -> SpaceHome {
    let member = |name: &str, role: &str, is_you| Member { name: name.into(), role: role.into(), is_you };
    let tool = |title: &str, text: &str, path: &str| ToolCard {
        title: title.into(),
        text: text.into(),
        href: format!("/s/green-mountains/p/tour-optimizer/{path}"),
    };
    SpaceHome {
        tools: vec![
            tool("Plan a tour", "Which venues, in which order, and what is left at the end?", "plans"),
            tool("Venues", "The list that plans are made from: 312 venues.", "venues"),
        ],
        members: vec![
            member("Ada Moreau", "owner", true),
            member("Jo", "member", false),
            member("Sam van der Berg", "crew", false),
        ],
    }
}

pub(super) fn own_account() -> Account {
    let token = |id: &str, name: &str, last_used: Option<&str>| Token {
        id: id.into(),
        name: name.into(),
        space: "Green Mountain Noise".into(),
        rights: "read".into(),
        expires: "2027-02-22".into(),
        last_used: last_used.map(str::to_owned),
    };
    let device = |id: &str, user_agent: &str, is_this| Device {
        id: id.into(),
        user_agent: user_agent.into(),
        last_used: "2026-11-20".into(),
        is_this,
    };
    Account {
        csrf: "core-token".into(),
        login_name: "ada".into(),
        display_name: "Ada Moreau".into(),
        preferences: Preferences {
            distances: "mi".into(),
            zones: vec!["America/New_York".into(), "Europe/Berlin".into()],
            ..Preferences::default()
        },
        spaces: vec![Space { name: "Green Mountain Noise".into(), slug: "green-mountains".into() }],
        tokens: vec![token("1", "Website calendar", Some("2026-11-20")), token("2", "Old laptop", None)],
        devices: vec![device("1", "Firefox/140.0 (Linux)", true), device("2", "iPhone Safari/604.1", false)],
        new_token: Some("ldn_4fJq0c8YcW2mPzQ7tX1vB9nL6sD3hK5gR0aE8uTy0Zb1Qc".into()),
        ..Account::default()
    }
}

pub(super) fn problem(kind: ProblemKind) -> Trouble {
    let waits = matches!(kind, ProblemKind::Limit | ProblemKind::Unavailable);
    Trouble {
        kind,
        detail: matches!(kind, ProblemKind::TooLarge)
            .then(|| "The file has 48 MB; at most 10 MB are taken.".to_owned()),
        faults: Vec::new(),
        retry_after_seconds: waits.then_some(20),
        request_id: "0193d7a2-3c4f-7abc".into(),
    }
}
