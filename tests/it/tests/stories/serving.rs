//! How a server starts, stops, and says why it does not start.

use std::{fs, io::Write as _, net::TcpStream, os::unix::fs::PermissionsExt as _};

use serde_json::json;

use super::{
    person::{PASSWORD, PLANNER, Person, VENUES},
    server::Instance,
};

#[test]
fn a_server_says_where_it_is_and_how_to_set_it_up_and_stops_when_asked() {
    let instance = Instance::new();
    let server = instance.serve();
    let (token, file) = (instance.setup_token(), instance.data().join("set-up-token"));
    server.until(&format!("{}/set-up?token={token}\n", server.origin));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let visitor = Person::at(&server);
    assert_eq!((visitor.get("/healthz").status, visitor.get("/readyz").status), (200, 200));
    let said = server.stop();
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.err.contains("stopping: no new requests") && said.err.trim_end().ends_with("stopped"), "{said:?}");
    assert!(!file.exists(), "the token goes with the server");
}

#[test]
fn two_servers_on_one_folder_or_one_port_are_one_too_many() {
    let instance = Instance::in_folder();
    let server = instance.serve();
    let second = instance.run(&["serve"]);
    second.refused(4, "loadin serve: another process (process ");
    assert!(second.err.contains("open: stop it first") && second.err.lines().count() == 1, "{}", second.err);
    let elsewhere = Instance::new().with("LOADIN_SERVER__LISTEN", &server.address());
    let refused = elsewhere.run(&["serve"]);
    refused.refused(4, &format!("loadin serve: cannot listen on {}: another program listens there", server.address()));
    assert_eq!(Person::at(&server).get("/readyz").status, 200, "the first one goes on");
}

#[test]
fn plugins_that_cannot_be_loaded_are_named_and_the_server_starts() {
    let instance = Instance::new();
    let plugins = instance.path("plugins");
    for (name, manifest) in [
        ("broken", "[plugin]\nid = 3\n"),
        ("empty", "[plugin]\nid = \"org.example.empty\"\nname = \"E\"\nversion = \"1\"\napi = \"0.1\"\n"),
    ] {
        fs::create_dir_all(plugins.join(name)).unwrap();
        fs::write(plugins.join(name).join("plugin.toml"), manifest).unwrap();
    }
    let instance = instance.with("LOADIN_PLUGINS__DIR", plugins.to_str().unwrap());
    let server = instance.serve();
    let said = server.until("ready in");
    assert!(said.contains("broken is left out: ") && said.contains("org.example.empty is left out: "), "{said}");
    let problem = Person::at(&server).get("/readyz").problem(503, "unavailable");
    assert_eq!(problem["detail"], "missing: the plugin broken, the plugin org.example.empty");
}

#[test]
fn a_restart_keeps_who_is_signed_in_and_what_was_planned() {
    let instance = Instance::new();
    let first = instance.serve();
    let ada = Person::set_up(&first, &instance);
    first.until("the instance is set up");
    assert!(!instance.data().join("set-up-token").exists(), "the token is of no use any more");
    let uploaded = ada.upload(VENUES);
    assert_eq!(uploaded.status, 200, "{uploaded:?}");
    let plan = ada.planned(&ada.plan(20_000));
    assert_eq!(plan["state"], "planned", "{plan}");
    assert_eq!(first.stop().code, 0);

    let second = instance.serve();
    assert!(!second.until("ready in").contains("Set it up"), "nobody is invited to set it up again");
    let again = ada.moved_to(&second);
    assert_eq!(again.get(&format!("{}/plans/{}", PLANNER, plan["id"].as_str().unwrap())).json(), plan);
}

#[test]
fn a_stop_puts_a_job_back_and_the_next_start_goes_on_with_it() {
    let instance = Instance::new();
    let server = instance.serve();
    let ada = Person::set_up(&server, &instance);
    ada.upload_vermont();
    // Far more work than anybody waits for.
    let plan = ada.plan(100_000_000);
    let said = server.stop();
    assert_eq!(said.code, 0, "{said:?}");
    assert!(!said.err.contains("jobs under way"), "{said:?}");

    let second = instance.serve();
    let ada = ada.moved_to(&second);
    let path = format!("{PLANNER}/plans/{plan}");
    assert_eq!(ada.get(&path).json()["state"], "planning", "it goes on");
    let cancelled = ada.post(&format!("{path}/cancel"), &json!({}));
    assert!(cancelled.status < 400, "{cancelled:?}");
    assert_eq!(ada.planned(&plan)["state"], "cancelled");
    assert_eq!(ada.get(&format!("{}/plans", PLANNER)).json()["plans"].as_array().unwrap().len(), 1);
}

#[test]
fn a_stop_waits_for_what_is_under_way_and_a_second_one_does_not() {
    let instance = Instance::new();
    let mut server = instance.serve();
    // Half a form: the server waits for the rest of it.
    let mut slow = TcpStream::connect(server.address()).unwrap();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nOrigin: {}\r\nContent-Length: 100\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin_name=",
        server.origin
    );
    slow.write_all(head.as_bytes()).unwrap();
    // An answer to somebody who came later: the form has been taken up by now.
    assert_eq!(Person::at(&server).get("/healthz").status, 200);
    server.ask_to_stop();
    assert!(!server.until("stopping: no new requests").contains("stopped"));
    server.ask_to_stop();
    assert_eq!(server.end().code, 130);
    assert_eq!(instance.serve().stop().code, 0, "the data are whole");
}

#[test]
fn people_are_let_in_at_the_terminal_while_the_server_runs() {
    let instance = Instance::new();
    let server = instance.serve();
    let ada = Person::set_up(&server, &instance);
    let added = instance.run(&[
        "person",
        "add",
        "--login",
        "ben",
        "--display-name",
        "Ben Ochoa",
        "--space",
        "night-shift",
        "--role",
        "member",
    ]);
    assert_eq!((added.code, added.err.as_str()), (0, ""), "{added:?}");
    let password = added.out.lines().find_map(|line| line.strip_prefix("Password:")).unwrap().trim();
    let mut ben = Person::at(&server);
    assert_eq!(ben.sign_in("ben", PASSWORD).status, 401, "not the operator's password");
    assert_eq!(ben.sign_in("ben", password).status, 303);
    assert_eq!(ben.get("/api/v1/s/night-shift").status, 200);
    let members = ada.get("/api/v1/s/night-shift/members").json();
    assert_eq!(members["items"].as_array().unwrap().len(), 2, "{members}");
}
