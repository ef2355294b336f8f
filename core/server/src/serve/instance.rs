//! The parts of a running instance, put together.
//!
//! Rule: whatever a room needs from another it is handed here as a port; each key is derived for its one purpose.

use std::sync::Arc;

use anyhow::Context as _;
use loadin_api::{ApiSettings, App, Parts};
use loadin_auth::{Access, Accounts, Costs, Csrf, HashQueue, Key, MemoryThrottle, Origin, Passwords, Pepper, Snapshot};
use loadin_host::{Host, Ports};
use loadin_storage::{CollectionTools, Collections, Queue, Storage};
use loadin_worker::{Board, Worker};
use tracing::error;

use super::{generations::Generations, plugins::Plugins, upgrades};
use crate::{
    adapters::RightsNow,
    catalog::Catalog,
    ground::Ground,
    root_key::Purpose,
    settings::{Server, Settings},
    towns::{Towns, zones},
};

/// What serves.
pub(super) struct Instance {
    pub(super) app: App,
    pub(super) accounts: Arc<Accounts>,
    pub(super) board: Arc<Board>,
}

impl Instance {
    /// Loads every plugin and puts the parts together.
    pub(super) async fn start(
        settings: &Settings,
        catalog: &Catalog,
        ground: &Ground,
        storage: Storage,
        origin: &Origin,
    ) -> anyhow::Result<Self> {
        let (clock, entropy) = (&ground.clock, &ground.entropy);
        let kept = Generations::of(&settings.data.dir);
        let mut plugins = Plugins::of(catalog, &settings.plugins, &kept);
        let tools = CollectionTools {
            clock: Arc::clone(clock),
            entropy: Arc::clone(entropy),
            cursor_key: ground.key.derive(Purpose::Cursor),
        };
        upgrades::try_out(&mut plugins, ground, settings, (&storage, &tools)).await?;
        let collections = Arc::new(plugins.open_collections(&storage, &tools).await?);
        tokio::spawn(settle(Arc::clone(&collections)));
        let queue = Queue::open(storage.clone(), Arc::clone(clock), Arc::clone(entropy)).await?;
        let board = Arc::new(Board::new(Arc::new(queue)));
        let ports = Ports {
            gazetteer: Arc::new(Towns),
            clock: Arc::clone(clock),
            entropy: Arc::clone(entropy),
            settings: Arc::new(plugins.settings()),
            collections,
            jobs: board.clone(),
            low_priority: ground.low_priority.handle(),
        };
        let host = Arc::new(Host::new(ground.host_settings(settings)?, ports)?);
        plugins.load(&host).await;
        let policy = plugins.policy(&host).await?;
        let low_priority = ground.low_priority.handle();
        let access = Arc::new(Access::new(storage.clone(), Arc::clone(clock), Snapshot::compile(&policy)));
        let worker = Worker::new(host.clone(), low_priority, Arc::clone(clock), Arc::clone(entropy));
        board.attach(worker, Arc::new(RightsNow(Arc::clone(&access))));
        tokio::spawn(Arc::clone(&board).work());
        let accounts = Arc::new(accounts(ground, storage.clone())?);
        plugins.keep(&kept);
        let (manifests, left_out, held_back) = plugins.finish();
        let app = App::new(Parts {
            storage,
            access,
            accounts: Arc::clone(&accounts),
            csrf: Csrf::new(Key::new(ground.key.derive(Purpose::Csrf))),
            plugins: host,
            jobs: board.clone(),
            manifests,
            left_out,
            held_back,
            zones: zones(),
            clock: Arc::clone(clock),
            entropy: Arc::clone(entropy),
            settings: api_settings(&settings.server, origin),
        });
        Ok(Self { app, accounts, board })
    }
}

/// Makes what new releases of plugins left to be made, while people read and write.
async fn settle(collections: Arc<Collections>) {
    if let Err(error) = collections.settle().await {
        error!(
            error = &error as &dyn std::error::Error,
            "the collections were not brought to their new releases; it goes on at the next start: {error}"
        );
    }
}

/// Returns what signs people in, with as many threads for passwords as the machine can spare.
pub(crate) fn accounts(ground: &Ground, storage: Storage) -> anyhow::Result<Accounts> {
    let (clock, entropy) = (&ground.clock, &ground.entropy);
    let pepper = Pepper::new(Key::new(ground.key.derive(Purpose::Pepper)));
    let passwords = Passwords::new(Costs::STANDARD, pepper, Vec::new(), &**entropy)?;
    let queue = HashQueue::start(passwords, Arc::clone(clock), Arc::clone(entropy))
        .context("cannot start threads for passwords")?;
    let throttle = Arc::new(MemoryThrottle::default());
    Ok(Accounts::new(storage, queue, throttle, Arc::clone(clock), Arc::clone(entropy)))
}

fn api_settings(server: &Server, origin: &Origin) -> ApiSettings {
    ApiSettings {
        origin: origin.clone(),
        trusted_proxies: server.trusted_proxies.clone(),
        body_limit: server.body_limit,
        head_timeout: server.head_timeout,
        body_timeout: server.body_timeout,
        answer_timeout: server.answer_timeout,
        is_development: server.development,
    }
}
