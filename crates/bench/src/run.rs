//! A whole run: every size, every workload, floor and Muster in turn.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::figures::{Figures, median};
use crate::load::{self, Script, Slice};
use crate::options::{Options, ROUNDS};
use crate::report::{Footprint, Report, Row, Size, Start};
use crate::{Failure, Floor, GroupSize, Muster, Peer, PeerKind, Process, Stores, Workload, usage};

/// Starts that the time to be ready is the median of.
const STARTS: usize = 5;
/// How long a server is left alone before its idle memory is read.
const SETTLE: Duration = Duration::from_millis(500);

/// Clients while the memory of a PATCH is measured.
const CLIENTS: usize = 16;

/// What leaves the number of users alone; the floor's workloads directly before what is compared
/// with them.
const STEADY: [(Workload, usize); 24] = [
    (Workload::FloorRead, 16),
    (Workload::Get, 16),
    (Workload::Filter, 16),
    (Workload::Group(GroupSize::Small), 16),
    (Workload::Group(GroupSize::Huge), 16),
    (Workload::GroupsOf(GroupSize::Small), 16),
    (Workload::GroupsOf(GroupSize::Huge), 16),
    (Workload::FloorUpdate, 16),
    (Workload::PatchActive, 16),
    (Workload::Member(GroupSize::Small), 16),
    (Workload::Member(GroupSize::Large), 16),
    (Workload::Member(GroupSize::Huge), 16),
    (Workload::FloorUpdate, 1),
    (Workload::Member(GroupSize::Small), 1),
    (Workload::Member(GroupSize::Large), 1),
    (Workload::Member(GroupSize::Huge), 1),
    (Workload::FirstPage, 1),
    (Workload::LastPage, 1),
    (Workload::MiddlePage, 1),
    (Workload::CursorPage, 1),
    (Workload::FirstPage, 16),
    (Workload::LastPage, 16),
    (Workload::MiddlePage, 16),
    (Workload::CursorPage, 16),
];

/// What makes the directory grow, and so comes last.
const GROWING: [(Workload, usize); 4] = [
    (Workload::FloorInsert, 1),
    (Workload::Create, 1),
    (Workload::FloorInsert, 16),
    (Workload::Create, 16),
];

/// What other servers do as well; they are slow enough to be measured in the smallest store only.
const OF_PEERS: [(Workload, usize); 5] = [
    (Workload::Get, 16),
    (Workload::Filter, 16),
    (Workload::PatchActive, 16),
    (Workload::FirstPage, 16),
    (Workload::Create, 16),
];

/// Measures; `progress` is told what happens.
///
/// # Errors
/// Whatever keeps a server from starting or from answering properly.
pub async fn run(options: &Options, progress: &dyn Fn(&str)) -> Result<Report, Failure> {
    let mut scale = options.scale.clone();
    scale.sort_unstable();
    scale.dedup();
    let load_average = usage::load_average()?;
    let stores = Stores::new(options.engine, &options.muster)?;
    progress("start: exec to ready, on an empty store");
    let floor = starts(
        async || Floor::start(&options.floor, &stores),
        Floor::process,
    )
    .await?;
    let muster = starts(
        async || Muster::start(&options.muster, &stores).await,
        Muster::process,
    )
    .await?;
    let mut sizes = Vec::with_capacity(scale.len());
    for (number, users) in scale.into_iter().enumerate() {
        let peers = options.peers.as_deref().filter(|_| number == 0);
        let servers = Servers::filled(options, &stores, users, peers, progress).await?;
        sizes.push(measure_size(options, servers, users, progress).await?);
    }
    Ok(Report {
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        load_average,
        seconds: options.seconds,
        rounds: ROUNDS,
        floor,
        muster,
        sizes,
    })
}

async fn measure_size(
    options: &Options,
    servers: Servers,
    users: u32,
    progress: &dyn Fn(&str),
) -> Result<Size, Failure> {
    let mut rows = Vec::new();
    for (what, plan) in [("steady", &STEADY[..]), ("growing", &GROWING[..])] {
        let plan = servers.plan(plan);
        let slices = servers
            .rounds(&plan, options.slice(), |round| {
                progress(&format!("{users} users: {what}, round {round} of {ROUNDS}"));
            })
            .await?;
        rows.extend(summarize(&plan, &slices));
    }
    progress(&format!("{users} users: restart"));
    let after = Footprint {
        floor: usage::memory(servers.floor.process().id())?,
        muster: usage::memory(servers.muster.process().id())?,
    };
    let muster = servers.muster.restart()?;
    let restart = start_of(muster.process()).await?;
    progress(&format!("{users} users: memory of PATCH"));
    let mut members = Vec::new();
    for group in GroupSize::ALL {
        let workload = Workload::Member(group);
        let scripts = muster.scripts(workload, CLIENTS);
        if !scripts.is_empty() {
            let process = muster.process();
            load::run(process.address, process.id(), scripts, options.slice()).await?;
            members.push((workload.name(), usage::memory(process.id())?));
        }
    }
    Ok(Size {
        users,
        fill_seconds: servers.fill_seconds,
        rows,
        after,
        restart,
        members,
    })
}

/// A workload of so many clients, on Muster or the floor or on another server.
struct Load {
    peer: Option<PeerKind>,
    workload: Workload,
    clients: usize,
}

impl Load {
    fn name(&self) -> String {
        let workload = self.workload.name();
        match self.peer {
            None => workload,
            Some(peer) => format!("{}: {workload}", peer.name()),
        }
    }
}

struct Servers {
    floor: Floor,
    muster: Muster,
    peers: Vec<Peer>,
    fill_seconds: f64,
}

impl Servers {
    /// Floor and Muster with this many users, and the other servers installed in `peers` with as
    /// many as the organization that is measured has.
    async fn filled(
        options: &Options,
        stores: &Stores,
        users: u32,
        peers: Option<&Path>,
        progress: &dyn Fn(&str),
    ) -> Result<Self, Failure> {
        let count = usize::try_from(users).map_err(Failure::of("users"))?;
        progress(&format!("{users} users: fill the floor and muster"));
        let mut floor = Floor::start(&options.floor, stores)?;
        floor.fill(count).await?;
        let begun = Instant::now();
        let muster = Muster::filled(&options.muster, stores, count).await?;
        let fill_seconds = begun.elapsed().as_secs_f64();
        let mut others = Vec::new();
        for kind in peers.map_or(&[][..], |_| &PeerKind::ALL) {
            if let Some(installed) = peers {
                progress(&format!("{users} users: fill {}", kind.name()));
                others.push(Peer::filled(*kind, installed, count / 2).await?);
            }
        }
        Ok(Self {
            floor,
            muster,
            peers: others,
            fill_seconds,
        })
    }

    /// The loads of a plan, those of other servers after Muster's.
    fn plan(&self, plan: &[(Workload, usize)]) -> Vec<Load> {
        let mut loads = Vec::new();
        for &(workload, clients) in plan {
            let mut load = |peer| {
                loads.push(Load {
                    peer,
                    workload,
                    clients,
                });
            };
            load(None);
            if OF_PEERS.contains(&(workload, clients)) {
                self.peers.iter().for_each(|peer| load(Some(peer.kind)));
            }
        }
        loads
    }

    /// One slice of each load in each round; empty for workloads the directory is too small for.
    async fn rounds(
        &self,
        plan: &[Load],
        time: Duration,
        tell: impl Fn(u32),
    ) -> Result<Vec<Vec<Slice>>, Failure> {
        let mut slices: Vec<Vec<Slice>> = plan.iter().map(|_| Vec::new()).collect();
        for round in 1..=ROUNDS {
            tell(round);
            for (load, slices) in plan.iter().zip(&mut slices) {
                let (process, scripts) = self.scripts(load);
                if !scripts.is_empty() {
                    let slice = load::run(process.address, process.id(), scripts, time);
                    let slice = slice.await;
                    slices.push(slice.map_err(Failure::of(load.name()))?);
                }
            }
        }
        Ok(slices)
    }

    fn scripts(&self, load: &Load) -> (&Process, Vec<Script>) {
        let peer = self.peers.iter().find(|peer| Some(peer.kind) == load.peer);
        match peer {
            Some(peer) => (peer.process(), peer.scripts(load.workload, load.clients)),
            None if load.workload.is_floor() => {
                let scripts = self.floor.scripts(load.workload, load.clients);
                (self.floor.process(), scripts)
            }
            None => {
                let scripts = self.muster.scripts(load.workload, load.clients);
                (self.muster.process(), scripts)
            }
        }
    }
}

fn summarize(plan: &[Load], slices: &[Vec<Slice>]) -> Vec<Row> {
    let figures: Vec<(&Load, Figures)> = plan
        .iter()
        .zip(slices)
        .filter(|(_, slices)| !slices.is_empty())
        .map(|(load, slices)| (load, Figures::of(slices)))
        .collect();
    let floor_of = |load: &Load| {
        let beside = load.workload.floor()?;
        let mut same = figures.iter();
        let found =
            same.find(|(other, _)| other.workload == beside && other.clients == load.clients);
        found.map(|(_, figures)| *figures)
    };
    figures
        .iter()
        .map(|(load, figures)| {
            let floor = floor_of(load);
            Row::new(&load.name(), load.clients, *figures, floor.as_ref())
        })
        .collect()
}

/// The median start of several, each on a new store.
async fn starts<S>(
    start: impl AsyncFn() -> Result<S, Failure>,
    process: impl Fn(&S) -> &Process,
) -> Result<Start, Failure> {
    let mut all = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let server = start().await?;
        all.push(start_of(process(&server)).await?);
    }
    Ok(Start {
        ready_ms: median(all.iter().map(|start| start.ready_ms)),
        idle_kib: all.iter().map(|start| start.idle_kib).max().unwrap_or(0),
    })
}

async fn start_of(process: &Process) -> Result<Start, Failure> {
    tokio::time::sleep(SETTLE).await;
    Ok(Start {
        ready_ms: process.ready_after.as_secs_f64() * 1000.0,
        idle_kib: usage::memory(process.id())?.resident_kib,
    })
}
