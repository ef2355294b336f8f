//! A command that a plugin declares, from its flags to its answer.
//!
//! Rule: everything that was typed is checked before anything is started.

use clap::ArgMatches;
use loadin_types::ports::Clock as _;
use loadin_wit::manifest::{Command, Manifest};

use super::Console;
use crate::{
    adapters::SystemClock,
    command::{
        answer::Answer,
        ending::{Ending, Failure},
        files::{Files, size},
        flags::{self, Wishes},
        output::Target,
        progress::{Place, ProgressLine},
        run::{Interrupts, Invocation},
        schema::Arguments,
        values::{self, Given},
    },
    person, plugin_settings,
    settings::{Loaded, Surroundings},
    wiring::House,
};

/// The command, its plugin and its flags.
pub(super) struct PluginCommand<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) command: &'a Command,
    pub(super) arguments: Arguments,
}

impl PluginCommand<'_> {
    /// Runs it; `name` stands in front of what is said meanwhile.
    pub(super) fn run(
        &self,
        name: &str,
        matches: &ArgMatches,
        loaded: &Loaded,
        surroundings: &Surroundings,
        console: &mut Console<'_>,
    ) -> Result<Ending, Failure> {
        let wishes = flags::wishes(self.command, matches);
        let (target, given) = self.checked(&wishes, matches, console)?;
        let set = loaded.settings.plugins.settings.get(self.manifest.plugin.id.as_str());
        let values = plugin_settings::values(self.manifest, set).map_err(Failure::bad_input)?;
        let house = House::start(&loaded.settings, self.manifest, values).map_err(told)?;
        let invocation = Invocation {
            manifest: self.manifest,
            command: self.command,
            arguments: &self.arguments,
            given: &given,
            format: wishes.format,
            locale: person::locale(&surroundings.variables),
            zone: person::zone(&surroundings.variables),
        };
        let place = match (wishes.is_quiet, console.err_is_terminal) {
            (true, _) => Place::Nowhere,
            (false, true) => Place::Terminal,
            (false, false) => Place::Elsewhere,
        };
        let mut line = ProgressLine::new(console.err, place, name.to_owned(), SystemClock.monotonic_ns());
        let interrupts = house.ground.interrupts();
        let answer = house.ground.runtime.block_on(self.answer(&house, &invocation, &mut line, &interrupts));
        // Threads that still compute must not hold up the end.
        house.ground.runtime.shutdown_background();
        let answer = answer?;
        target.write(&answer.bytes, console.out).map_err(Failure::broken)?;
        if let (Target::File(path), false) = (&target, wishes.is_quiet) {
            let _ = writeln!(console.err, "{name}: wrote {} ({})", path.display(), size(answer.bytes.len() as u64));
        }
        Ok(if answer.is_infeasible { Ending::Infeasible } else { Ending::Done })
    }

    /// Checks all that was typed and reads the files that it names.
    fn checked(
        &self,
        wishes: &Wishes,
        matches: &ArgMatches,
        console: &mut Console<'_>,
    ) -> Result<(Target, Given), Failure> {
        let target = Target::of(wishes.output.as_deref());
        let given = values::collect(&self.arguments, matches, &mut Files::new(console.stdin));
        match (target, given) {
            (Ok(target), Ok(given)) => Ok((target, given)),
            (target, given) => {
                let problems = given.err().unwrap_or_default();
                Err(Failure::BadInput(problems.into_iter().chain(target.err()).collect()))
            }
        }
    }

    async fn answer(
        &self,
        house: &House,
        invocation: &Invocation<'_>,
        line: &mut ProgressLine<'_>,
        interrupts: &Interrupts,
    ) -> Result<Answer, Failure> {
        let loaded = tokio::select! {
            loaded = house.load(self.manifest) => loaded,
            () = interrupts.reach(1) => return Err(Failure::Cancelled),
        };
        loaded.map_err(told)?;
        invocation.answer(&house.services, line, interrupts).await
    }
}

fn told(error: anyhow::Error) -> Failure {
    Failure::broken(format!("{error:#}"))
}
