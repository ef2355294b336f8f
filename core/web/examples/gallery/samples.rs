//! One page of every kind, filled with what a band would see there.

mod core_pages;
mod stored;

use loadin_profile::{
    html::{Limits, clean},
    page::{
        Action, Card, Cell, ColumnKind, Day, DayKind, Download, Drive, Fact, Facts, Field, Form, Input, Line, Map,
        Money, Notice, NoticeKind, Page, Piece, Point, Progress, Route, Section, Span, Table, Waterfall, html_page,
        page, section,
    },
};
use loadin_types::ProblemKind;
use loadin_web::{
    Current, NavGroup, NavItem, Person, PluginFrame, Shell, Space, html_mount, kit,
    pages::{
        AdministeredMember, AdministeredPlugin, Administration, HeldBackPlugin, OwnJob, OwnJobState, OwnJobs,
        PermissionOf, SetUp, SignIn, Spaces, StoredThings, account, administration, confirm, own_jobs, set_up, sign_in,
        space_home, spaces, stored_things, trouble,
    },
    render, render_html,
};

use self::{
    core_pages::{home, own_account, problem, wrong_confirm, wrong_set_up, wrong_sign_in},
    stored::stored,
};

/// Every page by its name.
pub(crate) fn all() -> Vec<(String, String)> {
    let (shell, plugin) = (member_shell(), frame());
    let mut pages: Vec<(String, String)> = [
        ("plan", render(&plan(), &shell, &plugin)),
        ("plan-small", render(&small_plan(), &shell, &plugin)),
        ("plans", render(&plans(), &said(NoticeKind::Success, "“Autumn, the coast” is deleted."), &plugin)),
        (
            "plans-empty",
            render(&page("Plans").list([], "No plans yet. Upload your venues, then plan a tour."), &shell, &plugin),
        ),
        ("plan-form", render(&plan_form(false), &shell, &plugin)),
        ("plan-form-errors", render(&plan_form(true), &shell, &plugin)),
        ("venues", render(&venues(), &shell, &plugin)),
        ("progress", render(&progress(), &shell, &plugin)),
        ("infeasible", render(&infeasible(), &shell, &plugin)),
        ("html", drawn_html(&load_in(), &shell, &plugin)),
        ("set-up", set_up(&SetUp { csrf: "t".into(), ..SetUp::default() }, &Shell::default())),
        ("set-up-errors", set_up(&wrong_set_up(), &Shell::default())),
        (
            "sign-in",
            sign_in(
                &SignIn { csrf: "t".into(), next: Some("/s/green-mountains".into()), ..SignIn::default() },
                &Shell::default(),
            ),
        ),
        ("sign-in-errors", sign_in(&wrong_sign_in(), &Shell::default())),
        ("space-home", space_home(&home(), &shell)),
        ("spaces", spaces(&Spaces { shown: alone().spaces, asked: String::new() }, &alone())),
        ("spaces-many", spaces(&Spaces { shown: many().spaces, asked: String::new() }, &many())),
        ("spaces-none", spaces(&Spaces { shown: Vec::new(), asked: "opera".into() }, &many())),
        ("administration", administration(&run(), &administering())),
        ("storage", stored_things(&stored(), &alone())),
        ("storage-none", stored_things(&StoredThings::default(), &alone())),
        ("jobs", own_jobs(&ordered(), &administering())),
        ("jobs-none", own_jobs(&OwnJobs::default(), &administering())),
        ("account", account(&own_account(), &alone())),
        ("confirm", confirm(&wrong_confirm(), &alone())),
    ]
    .map(|(name, html)| (name.to_owned(), html))
    .into();
    for (name, page) in kit() {
        pages.push((format!("kit-{name}"), render(&page, &shell, &plugin)));
    }
    for kind in ProblemKind::ALL {
        pages.push((format!("problem-{}", kind.slug()), trouble(&problem(kind), &shell)));
    }
    pages
}

fn drawn_html(page: &Page, shell: &Shell, plugin: &PluginFrame) -> String {
    let body = clean(page.html.as_deref().unwrap_or_default(), &html_mount(plugin), &Limits::default());
    render_html(page, &body, shell, plugin)
}

/// A page of HTML, as a plugin in another language sends it.
fn load_in() -> Page {
    let facts =
        Facts { facts: vec![Fact::new("Doors", "19:00"), Fact::new("Stage", "6 by 4 metres")], is_headline: true };
    html_page("Load-in", LOAD_IN).data("figures", facts)
}

const LOAD_IN: &str = r##"<p class="lead">Everything for tonight, by the house.</p>
<div data-piece="figures"></div>
<h1>What is there</h1>
<div class="scroll"><table><thead><tr><th scope="col">What</th><th scope="col" class="number">How many</th></tr></thead>
<tbody><tr><td>Wedges</td><td class="number">4</td></tr><tr><td>Vocal microphones</td><td class="number">6</td></tr></tbody>
</table></div>
<h1>Tell the house</h1>
<form class="form" method="post" action="plans/7/needs">
<p class="field"><label for="needs">What you need beside that</label>
<span class="help" id="needs-help">One thing a line.</span>
<textarea id="needs" name="needs" rows="3" aria-describedby="needs-help"></textarea></p>
<p class="actions"><button class="primary button">Send</button> <a href="plans/7">Back to the plan</a></p>
</form>"##;

/// The pages of the plugin, to be checked.
pub(crate) fn plugin_pages() -> Vec<Page> {
    let pages = [plan(), small_plan(), plans(), plan_form(false), plan_form(true), venues(), progress(), infeasible()];
    pages.into_iter().chain(kit().into_iter().map(|(_, page)| page)).collect()
}

pub(crate) fn member_shell() -> Shell {
    let item = |text: &str, path: &str, current| NavItem::new(text, format!("/s/green-mountains{path}"), current);
    let plans = item("Plans", "/p/tour-optimizer/plans", Current::Below);
    let venues = item("Venues", "/p/tour-optimizer/venues", Current::Elsewhere);
    let tours =
        NavGroup { head: item("Tour optimizer", "/p/tour-optimizer/", Current::Below), items: vec![plans, venues] };
    Shell {
        space: Some(Space { name: "Green Mountain Noise".into(), slug: "green-mountains".into() }),
        person: Some(Person { name: "Ada Moreau".into(), csrf: "core-token".into() }),
        spaces: vec![
            Space { name: "The Foundry".into(), slug: "foundry".into() },
            Space { name: "Green Mountain Noise".into(), slug: "green-mountains".into() },
        ],
        nav: vec![
            item("Home", "", Current::Elsewhere).into(),
            tours,
            item("Administration", "/administration", Current::Elsewhere).into(),
        ],
        ..Shell::default()
    }
}

fn alone() -> Shell {
    Shell { space: None, nav: Vec::new(), ..member_shell() }
}

/// Somebody who helps everywhere.
fn many() -> Shell {
    let towns = ["Attic", "Barn", "Cellar", "Depot", "Embassy", "Foundry", "Garage", "Hall", "Island", "Jetty"];
    let spaces = towns.map(|town| Space { name: format!("The {town}"), slug: town.to_lowercase() }).into();
    Shell { spaces, ..alone() }
}

fn ordered() -> OwnJobs {
    let job = |number: u8, title: &str, state| OwnJob {
        id: format!("0193d7a2-3c4f-7abc-8def-0123456789a{number}"),
        title: title.into(),
        plugin: "Tour planner".into(),
        href: Some("/s/green-mountains/p/tour-optimizer/".into()),
        state,
        done: 0,
        total: 0,
        message: String::new(),
        problem: None,
        ordered: "2026-11-20T23:58".into(),
        ended: None,
    };
    let ended = |number: u8, title: &str, state, problem: Option<&str>| OwnJob {
        ended: Some("2026-11-21T00:04".into()),
        problem: problem.map(str::to_owned),
        ..job(number, title, state)
    };
    let message = "looking for a better order".to_owned();
    OwnJobs {
        csrf: "t".into(),
        jobs: vec![
            OwnJob { done: 41, total: 100, message, ..job(1, "Plan a tour", OwnJobState::UnderWay) },
            OwnJob {
                message: "waiting 12 s before the next attempt".into(),
                ..job(2, "Plan a tour", OwnJobState::Waiting)
            },
            job(3, "Count guests", OwnJobState::Stopping),
            ended(4, "Plan a tour", OwnJobState::Done, None),
            ended(5, "Plan a tour", OwnJobState::Failed, Some("No venue is open on these days: choose others.")),
            ended(6, "Count guests", OwnJobState::Cancelled, None),
        ],
    }
}

fn administering() -> Shell {
    let mut shell = member_shell();
    for group in &mut shell.nav {
        let is_there = group.head.text == "Administration";
        group.head.current = if is_there { Current::Here } else { Current::Elsewhere };
        group.items.iter_mut().for_each(|item| item.current = Current::Elsewhere);
    }
    shell
}

fn run() -> Administration {
    let member = |name: &str, role: &str, is_you| AdministeredMember {
        name: name.into(),
        role: role.into(),
        since: "2026-11-20".into(),
        is_you,
    };
    let permission = |name: &str, label: &str, roles: &[&str]| PermissionOf {
        name: name.into(),
        label: label.into(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
    };
    let read = ["member", "treasurer", "booker", "admin", "owner"];
    Administration {
        members: vec![member("Ada Moreau", "owner", true), member("Jo", "member", false)],
        is_first: false,
        next: Some("0193d7a2-3c4f-7abc-8def-0123456789ab".into()),
        plugins: vec![
            AdministeredPlugin {
                name: "Tour optimizer".into(),
                summary: "Plans the tour that earns the most from a list of venues.".into(),
                version: "0.1.0".into(),
                capabilities: vec!["jobs".into(), "collections".into()],
                permissions: vec![
                    permission("plans:read", "See the tour plans", &read),
                    permission("plans:write", "Plan tours, rename and delete plans", &read[2..]),
                ],
            },
            AdministeredPlugin {
                name: "Weather".into(),
                summary: "Says how likely snow is.".into(),
                version: "2.0.1".into(),
                capabilities: Vec::new(),
                permissions: Vec::new(),
            },
        ],
        left_out: vec!["stage-plots".into()],
        held_back: vec![HeldBackPlugin { name: "Merch".into(), runs: "1.0.0".into(), upgrade: Some("1.1.0".into()) }],
    }
}

fn said(kind: NoticeKind, text: &str) -> Shell {
    Shell { notices: vec![Notice { kind, text: text.into(), details: Vec::new() }], ..member_shell() }
}

pub(crate) fn frame() -> PluginFrame {
    PluginFrame {
        name: "Tour optimizer".into(),
        version: "0.1.0".into(),
        base: loadin_web::paths::mount("green-mountains", "tour-optimizer"),
        csrf: "plugin-token".into(),
        space: "green-mountains".into(),
    }
}

/// Town, latitude, longitude, country code, capacity, net.
type Stop = (&'static str, f64, f64, &'static str, u32, i64);

/// A long tour: from Berlin round Europe, with two cities close together and two nights in one.
const EUROPE: [Stop; 25] = [
    ("Hamburg", 53.551, 9.994, "DE", 400, 620),
    ("Copenhagen", 55.676, 12.568, "DK", 350, 710),
    ("Göteborg", 57.709, 11.975, "SE", 250, 480),
    ("Oslo", 59.913, 10.752, "NO", 300, 655),
    ("Stockholm", 59.329, 18.069, "SE", 320, 590),
    ("Malmö", 55.605, 13.004, "SE", 200, 310),
    ("Bremen", 53.079, 8.801, "DE", 180, 270),
    ("Groningen", 53.219, 6.566, "NL", 220, 340),
    ("Amsterdam", 52.368, 4.904, "NL", 450, 890),
    ("Amsterdam", 52.368, 4.904, "NL", 450, 640),
    ("Rotterdam", 51.924, 4.478, "NL", 380, 520),
    ("Antwerp", 51.219, 4.402, "BE", 260, 415),
    ("Brussels", 50.850, 4.352, "BE", 300, 505),
    ("London", 51.507, -0.128, "GB", 500, 1120),
    ("Bristol", 51.455, -2.588, "GB", 240, 380),
    ("Paris", 48.857, 2.352, "FR", 420, 870),
    ("Lyon", 45.764, 4.836, "FR", 280, 395),
    ("Barcelona", 41.387, 2.168, "ES", 380, 640),
    ("Marseille", 43.297, 5.370, "FR", 260, 360),
    ("Torino", 45.070, 7.687, "IT", 240, 330),
    ("Bologna", 44.494, 11.343, "IT", 300, 470),
    ("Napoli", 40.852, 14.268, "IT", 280, 405),
    ("Ljubljana", 46.056, 14.506, "SI", 200, 290),
    ("Wien", 48.208, 16.372, "AT", 350, 615),
    ("Praha", 50.075, 14.437, "CZ", 300, 450),
];

const VERMONT: [Stop; 8] = [
    ("Burlington", 44.476, -73.212, "VT", 300, 540),
    ("Winooski", 44.491, -73.187, "VT", 150, 260),
    ("Montpelier", 44.260, -72.575, "VT", 120, 210),
    ("Waitsfield", 44.189, -72.831, "VT", 90, 150),
    ("Randolph", 43.922, -72.664, "VT", 110, 180),
    ("Manchester", 43.163, -73.072, "VT", 140, 235),
    ("Bennington", 42.881, -73.198, "VT", 130, 190),
    ("Brattleboro", 42.853, -72.562, "VT", 200, 365),
];

/// A tour of 25 stops.
pub(crate) fn plan() -> Page {
    tour("Spring tour, Berlin and back", &EUROPE, ("Berlin", 52.52, 13.405), "EUR")
}

fn small_plan() -> Page {
    tour("Eight days in Vermont", &VERMONT, ("Middlebury", 44.015, -73.167), "USD")
}

fn tour(title: &str, stops: &[Stop], home: (&str, f64, f64), currency: &str) -> Page {
    let money = |minor: i64| Money::new(format!("{}.{:02}", minor / 100, minor.abs() % 100), currency);
    let net: i64 = stops.iter().map(|stop| stop.5).sum();
    let (driving, beds) = (i64::try_from(stops.len()).unwrap_or(0) * 71, i64::try_from(stops.len()).unwrap_or(0) * 60);
    let count = u32::try_from(stops.len()).unwrap_or(0);
    let points = (1..).zip(stops).map(|(number, stop)| {
        let point = Point::stop(number, stop.0, stop.1, stop.2).href(format!("#stop-{number}"));
        if number == 3 { point.fixed() } else { point }
    });
    page(title)
        .up("Plans", "plans")
        .headline([
            Fact::new("Shows", count).note(format!("in {} days", days(stops, home, currency).len())),
            Fact::new("Left for the band", money((net - driving - beds) * 100)),
            Fact::new("On the road", Cell::Km(f64::from(count) * 287.0)),
            Fact::new("Longest drive", Cell::Minutes(415)),
        ])
        .map(
            Map::new(
                "The route",
                format!("From {} over {count} shows and back, {} to {}.", home.0, stops[0].0, stops[stops.len() - 1].0),
            )
            .route(Route::Round)
            .home(home.0, home.1, home.2)
            .points(points)
            .points(left_out(stops)),
        )
        .notice(
            NoticeKind::Warning,
            "Distances and driving times are estimates, ±15 %. Three venues have no capacity in your list.",
        )
        .section(section("Day by day").itinerary(days(stops, home, currency)))
        .section(section("Money").waterfall(Waterfall {
            title: "What comes in and goes out".into(),
            lines: vec![
                Line::new("Shows, net", money(net * 100)).note(format!("{count} shows")),
                Line::new("Driving", money(-driving * 100)).note("fuel and tolls"),
                Line::new("Beds", money(-beds * 100)).note("two rooms a night"),
            ],
            total: Line::new("Left for the band", money((net - driving - beds) * 100)),
        }))
        .section(section("Take it along").downloads([
            Download::new("Calendar", "plans/7/tour.ics", "every show and drive, for your phone"),
            Download::new("Table", "plans/7/tour.csv", "for a spreadsheet"),
            Download::new("Map data", "plans/7/tour.geojson", "GeoJSON"),
        ]))
        .section(rejected(currency))
        .actions([
            Action::go("Change and plan again", "plans/7/edit").primary(),
            Action::post("Delete this plan", "plans/7/delete")
                .danger("Delete this plan? Its calendar link stops working too.")
                .value("version", "3"),
        ])
}

fn rejected(currency: &str) -> Section {
    section("What was left out").folded().table(
        Table::new(
            "Venues that did not fit",
            [
                ("Venue", ColumnKind::Text),
                ("Net", ColumnKind::Money),
                ("Detour", ColumnKind::Duration),
                ("Free on", ColumnKind::Date),
                ("Why", ColumnKind::Text),
            ],
        )
        .row([
            Cell::link("Arvad's", "venues/27"),
            Money::new("120.00", currency).into(),
            Cell::Minutes(95),
            Cell::date("2027-03-12"),
            "The detour costs more than the show brings.".into(),
        ])
        .row([
            Cell::link("Ashley's", "venues/28"),
            Money::new("80.00", currency).into(),
            Cell::Minutes(140),
            Cell::Empty,
            "Closed on the only free day.".into(),
        ]),
    )
}

/// Venues that are on the list and not on the tour.
fn left_out(stops: &[Stop]) -> Vec<Point> {
    stops.iter().take(4).map(|stop| Point::dot(format!("Near {}", stop.0), stop.1 - 0.31, stop.2 + 0.27)).collect()
}

fn days(stops: &[Stop], home: (&str, f64, f64), currency: &str) -> Vec<Day> {
    let mut from = home.0;
    let mut out = Vec::new();
    for (number, stop) in (1_u32..).zip(stops) {
        let day = u32::try_from(out.len()).unwrap_or(0);
        let date = if day < 29 { format!("2027-03-{:02}", day + 3) } else { format!("2027-04-{:02}", day - 28) };
        if number % 6 == 0 {
            let (kind, title) =
                if number % 12 == 0 { (DayKind::Drive, "On the road") } else { (DayKind::Off, "Day off") };
            out.push(Day::quiet(&date, kind, title));
            continue;
        }
        let km = 60.0 + f64::from(number * 37 % 300);
        let mut show = Day::show(
            &date,
            number,
            format!("{} {}", ["Kulturfabrik", "Town Hall", "The Cellar"][number as usize % 3], stop.0),
            format!("stop-{number}"),
        )
        .detail(format!("{}, {} · room for {}", stop.0, stop.3, stop.4))
        .amount(Money::new(format!("{}.00", stop.5), currency))
        .reason("Saturday here brings 40 more than a Thursday.")
        .reason("Without it the drive would be 5 h longer.");
        if from != stop.0 {
            show = show.drive(Drive {
                from: from.into(),
                to: stop.0.into(),
                km,
                minutes: number * 41 % 300 + 45,
                at_night: false,
            });
        }
        out.push(if number == 3 { show.fixed() } else { show });
        from = stop.0;
    }
    // Every stop that the map links is a day here, also those whose place a day off took.
    for (number, stop) in (1_u32..).zip(stops).filter(|(number, _)| number % 6 == 0) {
        let date = format!("2027-04-{:02}", number.min(28));
        out.push(
            Day::show(date, number, format!("Late show {}", stop.0), format!("stop-{number}"))
                .amount(Money::new(format!("{}.00", stop.5), currency)),
        );
    }
    out
}

fn plans() -> Page {
    page("Plans").actions([Action::go("Plan a tour", "plans/new").primary(), Action::go("Venues", "venues")]).list(
        [
            Card::new("Spring tour, Berlin and back", "plans/7")
                .fact("Shows", 25_u32)
                .fact("Left", Money::new("9360.00", "EUR"))
                .fact("From", Cell::date("2027-03-03"))
                .note("Planned by Ada, an hour ago"),
            Card::new("Eight days in Vermont", "plans/6")
                .fact("Shows", 8_u32)
                .fact("Left", Money::new("-120.00", "USD"))
                .fact("From", Cell::date("2027-06-12"))
                .note("Planned by Jo, on Tuesday"),
        ],
        "No plans yet.",
    )
}

fn plan_form(is_wrong: bool) -> Page {
    let wrong = |field: Field, value: &str, error: &str| if is_wrong { field.value(value).error(error) } else { field };
    let from = wrong(
        Field::date("from", "First day").required(),
        "2027-03-03",
        "The first day is after the last day. Swap the two, or choose a later last day.",
    );
    let to = Field::date("to", "Last day").required().value("2027-03-31");
    let people = wrong(
        Field::number("people", "People on the road", 1, 30).required(),
        "0",
        "People on the road must be 1 to 30.",
    );
    let form = Form::new("ask", "plans", "Plan the tour")
        .field(
            Field::text("plan_name", "What to call it")
                .help("Such as “Spring, with Toygirl”.")
                .required()
                .value("Spring tour"),
        )
        .field(
            Field::text("home", "Where you start")
                .help("A town, and its country if there are several.")
                .required()
                .value("Burlington, VT"),
        )
        .group("When", [from, to])
        .group(
            "Money and van",
            [
                people,
                Field::money("floor", "Least net for a show", "USD").value("80"),
                Field::new(
                    "drive_km",
                    "Longest drive",
                    Input::Number { min: Some(50), max: Some(1200), unit: Some("km a day".into()) },
                )
                .value(450),
                Field::select("pace", "Days off", [("none", "None"), ("week", "One a week"), ("two", "Two a week")])
                    .value("week")
                    .required(),
            ],
        )
        .field(
            Field::textarea("fixed", "Shows that are fixed already", 3)
                .help("One a line: date, venue.")
                .value("2027-03-13, Higher Ground"),
        )
        .field(Field::checkbox("back", "We want to be home on the last night").value("on"));
    page("Plan a tour").up("Plans", "plans").form(if is_wrong {
        form.error("The venue list has no venue within a day's drive of Burlington.")
    } else {
        form
    })
}

fn venues() -> Page {
    page("Venues")
        .text([
            Span::plain("Upload a list of venues as CSV, one a line. "),
            Span::strong("Name, latitude and longitude are enough; "),
            Span::plain("capacity and money make better plans. "),
            Span::link("What the columns may be called", "venues/columns"),
        ])
        .form(
            Form::new("upload", "venues", "Upload")
                .field(Field::file("list", "Venue list", [".csv", "text/csv"], 10_000_000).required())
                .field(Field::checkbox("replace", "Replace the list that is there")),
        )
        .notice(NoticeKind::Warning, "2 of 312 lines were left out.")
        .table(
            Table::new(
                "Lines to look at",
                [("Line", ColumnKind::Number), ("Venue", ColumnKind::Text), ("What is wrong", ColumnKind::Text)],
            )
            .row([
                Cell::Number(14.0),
                "1824 House Inn".into(),
                "Latitude 444.2 is no place on Earth: is the point missing?".into(),
            ])
            .row([
                Cell::Number(201.0),
                "Town Hall".into(),
                "The same name and town as line 17; the first one is used.".into(),
            ]),
        )
}

fn progress() -> Page {
    page("Planning your tour")
        .up("Plans", "plans")
        .text("This takes up to a minute. You can leave the page; the plan will be in your list.")
        .progress(Progress {
            job: "0193d7a2-3c4f-7abc-8def-0123456789ab".into(),
            done: 62,
            total: 100,
            message: "Best so far: 14 shows, 2,310 USD".into(),
        })
        .actions([
            Action::post("Stop planning", "plans/7/cancel").danger("Stop planning? What was found so far is dropped.")
        ])
}

fn infeasible() -> Page {
    page("There is no such tour")
        .up("Plans", "plans")
        .notice(
            NoticeKind::Problem,
            "Two shows that you fixed are 980 km apart on consecutive days; your longest drive is 450 km.",
        )
        .columns([
            vec![Piece::from(
                section("Any one of these would help")
                    .text("Move “Higher Ground” to 15 March or later.")
                    .text("Allow 980 km on 14 March."),
            )],
            vec![Piece::from(section("What you asked for").facts([
                Fact::new("From", Cell::date("2027-03-03")),
                Fact::new("To", Cell::date("2027-03-31")),
                Fact::new("Longest drive", Cell::Km(450.0)),
            ]))],
        ])
        .actions([Action::go("Change and plan again", "plans/7/edit").primary()])
}
