use std::path::Path;
use std::process::Command;
use std::time::Duration;

use bench::connection::Connection;
use bench::options::Engine;
use bench::person::Person;
use bench::request::Template;
use bench::{Floor, Process, Stores, Workload, load};

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_floor"))
}

async fn send(process: &Process, method: &str, path: &str, body: &str) -> (u16, String) {
    let template = Template::new(process.address, "/scim/v2/x", "token", "application/json");
    let mut request = Vec::new();
    match body {
        "" => template.get(&mut request, format_args!("{path}")),
        _ => template.send(
            &mut request,
            method,
            format_args!("{path}"),
            body.as_bytes(),
        ),
    }
    let mut connection = Connection::open(process.address).await.unwrap();
    let reply = connection.exchange(&request).await.unwrap();
    (
        reply.status,
        String::from_utf8(reply.body.to_vec()).unwrap(),
    )
}

#[tokio::test]
async fn it_stores_unique_names_and_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let serve = || {
        let mut command = Command::new(binary());
        let url = format!("sqlite:{}", folder.path().join("floor.db").display());
        command.arg(url);
        Process::start(&mut command, &folder.path().join("log")).unwrap()
    };
    let process = serve();
    let person = Person { number: 7 };
    let path = format!("/Users/{}", person.user_name());
    let (status, created) = send(&process, "POST", "/Users", &person.body()).await;
    assert_eq!(status, 201);
    assert!(created.contains(r#""id":""#), "{created}");
    let (status, _) = send(&process, "POST", "/Users", &person.body()).await;
    assert_eq!(status, 409);
    let (status, _) = send(&process, "POST", "/Users", "{}").await;
    assert_eq!(status, 400);
    // Dropping it kills it.
    drop(process);
    let process = serve();
    let read = send(&process, "GET", &path, "").await;
    assert_eq!(read, (200, created));
    let changed = person.body().replace("Specialist", "Director");
    assert_eq!(send(&process, "PUT", &path, &changed).await.0, 200);
    assert_eq!(send(&process, "GET", &path, "").await, (200, changed));
    assert_eq!(send(&process, "GET", "/Users/nobody", "").await.0, 404);
}

#[tokio::test]
async fn its_workloads_are_measured() {
    measure_workloads(Engine::Sqlite).await;
}

#[tokio::test]
async fn its_workloads_are_measured_on_postgresql() {
    measure_workloads(Engine::Postgres).await;
}

async fn measure_workloads(engine: Engine) {
    let stores = Stores::new(engine, binary()).unwrap();
    let mut floor = Floor::start(binary(), &stores).unwrap();
    floor.fill(100).await.unwrap();
    for (workload, clients) in [
        (Workload::FloorRead, 4),
        (Workload::FloorUpdate, 4),
        (Workload::FloorInsert, 4),
    ] {
        let scripts = floor.scripts(workload, clients);
        assert_eq!(scripts.len(), clients);
        let process = floor.process();
        let time = Duration::from_millis(100);
        let slice = load::run(process.address, process.id(), scripts, time);
        let slice = slice.await.unwrap();
        assert!(slice.latencies.len() >= clients, "{workload:?}: {slice:?}");
        assert!(slice.latencies.is_sorted());
        assert!(slice.elapsed >= time);
    }
    assert!(floor.scripts(Workload::Create, 4).is_empty());
}

#[test]
fn a_server_that_does_not_start_is_reported_with_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let started = Process::start(&mut Command::new(binary()), &folder.path().join("log"));
    let failure = started.err().unwrap().to_string();
    assert!(failure.contains("usage: floor sqlite:PATH"), "{failure}");
}
