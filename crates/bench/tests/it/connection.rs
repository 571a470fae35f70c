use bench::Failure;
use bench::connection::Connection;
use bench::load::success;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Sends a request to a server that answers with these pieces, one write each, and then closes.
async fn answer(pieces: &'static [&'static str]) -> Result<(u16, String), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut request = [0; 1024];
        let _ = stream.read(&mut request).await.unwrap();
        for piece in pieces {
            stream.write_all(piece.as_bytes()).await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    });
    let mut connection = Connection::open(address).await?;
    let reply = connection.exchange(b"GET / HTTP/1.1\r\n\r\n").await?;
    Ok((
        reply.status,
        String::from_utf8(reply.body.to_vec()).unwrap(),
    ))
}

#[tokio::test]
async fn a_body_with_a_length_arrives_in_pieces() {
    let pieces = &["HTTP/1.1 200 OK\r\nContent-", "Length: 5\r\n\r\nhe", "llo"];
    assert_eq!(answer(pieces).await.unwrap(), (200, "hello".to_owned()));
}

#[tokio::test]
async fn a_chunked_body_is_put_together() {
    let pieces = &[
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhe",
        "llo\r\nA\r\n, chunked!\r\n",
        "0\r\n",
        "\r\n",
    ];
    let (_, body) = answer(pieces).await.unwrap();
    assert_eq!(body, "hello, chunked!");
}

#[tokio::test]
async fn an_answer_204_has_no_body() {
    let pieces = &["HTTP/1.1 204 No Content\r\n\r\n"];
    assert_eq!(answer(pieces).await.unwrap(), (204, String::new()));
}

#[tokio::test]
async fn an_answer_that_ends_early_is_a_failure() {
    let pieces = &["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"];
    let failure = answer(pieces).await.unwrap_err().to_string();
    assert!(failure.contains("closed"), "{failure}");
}

#[test]
fn an_error_is_never_measured() {
    let reply = bench::connection::Reply {
        status: 409,
        body: b"taken",
    };
    let failure = success(&reply, b"POST /Users HTTP/1.1\r\nHost: x").unwrap_err();
    let expected = "POST /Users HTTP/1.1 was answered 409: taken";
    assert_eq!(failure.to_string(), expected);
}

#[tokio::test]
async fn it_opens_another_where_the_server_closes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 5];
            stream.read_exact(&mut request).await.unwrap();
            let answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
            stream.write_all(answer).await.unwrap();
        }
    });
    let mut connection = Connection::open(address).await.unwrap();
    for _ in 0..2 {
        let reply = connection.exchange(b"hello").await.unwrap();
        assert_eq!(reply.status, 204);
    }
    server.await.unwrap();
}
