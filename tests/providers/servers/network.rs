//! The network in between: far, stuck, cut, and counted.

use crate::support::servers::{Admin, DelayProxy, OpenBao, until};
use serde_json::json;
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::{Duration, Instant};

const FAR: Duration = Duration::from_millis(100);

#[test]
fn a_far_server_takes_a_round_trip_a_call() {
    let Some(server) = OpenBao::shared() else { return };
    let proxy = DelayProxy::before(&server.address(), FAR);
    let admin = Admin::new(proxy.address(), server.root());
    let start = Instant::now();
    for _ in 0..3 {
        assert_eq!(admin.call("GET", "sys/health", None).status, 200);
    }
    assert!(start.elapsed() >= FAR * 3, "{:?}", start.elapsed());
}

#[test]
fn connections_are_counted_in_and_out() {
    let Some(server) = OpenBao::shared() else { return };
    let proxy = DelayProxy::before(&server.address(), Duration::ZERO);
    let connect = || TcpStream::connect(proxy.address().trim_start_matches("http://")).unwrap();
    let (one, _other) = (connect(), connect());
    until(|| (proxy.open() == 2).then_some(())).expect("both are through");
    drop(one);
    until(|| (proxy.open() == 1).then_some(())).expect("one is closed");
    assert_eq!(proxy.connections(), 2);
}

#[test]
fn calls_at_once_are_under_way_at_once() {
    let Some(server) = OpenBao::shared() else { return };
    let proxy = DelayProxy::before(&server.address(), FAR);
    let admin = Admin::new(proxy.address(), server.root());
    proxy.hang();
    std::thread::scope(|scope| {
        let calls: Vec<_> =
            (0..4).map(|_| scope.spawn(|| admin.call("GET", "sys/health", None).status)).collect();
        // Held back until all four have a connection of their own.
        until(|| (proxy.requests().len() == 4).then_some(())).expect("four requests");
        proxy.go_on();
        assert!(calls.into_iter().all(|call| call.join().unwrap() == 200));
    });
    assert_eq!(proxy.connections(), 4);
}

#[test]
fn requests_are_told_as_they_were_sent() {
    let Some(server) = OpenBao::shared() else { return };
    let mount = server.admin().kv2();
    let proxy = DelayProxy::before(&server.address(), Duration::ZERO);
    let admin = Admin::new(proxy.address(), server.root());
    admin.put(&mount, "a", json!({ "x": "GET /v1/not/a/request HTTP/1.1\r\n" }));
    admin.read(&format!("{mount}/metadata/?list=true&limit=2"));
    admin.list(&format!("{mount}/metadata/"));
    let expected = [
        format!("POST /v1/{mount}/data/a"),
        format!("GET /v1/{mount}/metadata/?list=true&limit=2"),
        format!("LIST /v1/{mount}/metadata/"),
    ];
    assert_eq!(proxy.requests(), expected);
}

#[test]
fn a_stuck_line_lets_nothing_through_until_it_goes_on() {
    let Some(server) = OpenBao::shared() else { return };
    let proxy = DelayProxy::before(&server.address(), Duration::ZERO);
    let admin = Admin::new(proxy.address(), server.root());
    proxy.hang();
    let (sender, answers) = mpsc::channel();
    let waiting = std::thread::spawn(move || sender.send(admin.call("GET", "sys/health", None).status));
    assert!(answers.recv_timeout(Duration::from_millis(300)).is_err());
    proxy.go_on();
    assert_eq!(answers.recv().unwrap(), 200);
    waiting.join().unwrap().unwrap();
}

#[test]
fn an_answer_can_be_cut_in_the_middle() {
    let Some(server) = OpenBao::shared() else { return };
    let root = server.admin();
    let mount = root.kv2();
    root.put(&mount, "a", json!({ "x": "y".repeat(5000) }));
    let proxy = DelayProxy::before(&server.address(), Duration::ZERO);
    let admin = Admin::new(proxy.address(), server.root());
    proxy.cut_after(1000);
    let path = format!("{mount}/data/a");
    let error = admin.try_call("GET", &path, None).unwrap_err();
    assert!(error.is_body() || error.is_decode(), "the head came: {error:?}");
    proxy.mend();
    assert_eq!(admin.call("GET", &path, None).status, 200);
    assert_eq!(proxy.connections(), 2);
}

#[test]
fn a_proxy_that_is_gone_refuses_connections() {
    let Some(server) = OpenBao::shared() else { return };
    let proxy = DelayProxy::before(&server.tls_address(), Duration::ZERO);
    let admin = Admin::trusting(server.authority(), proxy.tls_address(), server.root());
    assert_eq!(admin.call("GET", "sys/health", None).status, 200);
    drop(proxy);
    assert!(admin.try_call("GET", "sys/health", None).is_err());
}
