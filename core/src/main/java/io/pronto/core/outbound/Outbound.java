package io.pronto.core.outbound;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Asks servers that a customer has named, over HTTPS. The name is looked up once, the address is
 * judged, and the very address that was judged is called, so that no second look-up leads
 * elsewhere. Follows no redirect; an answer has 5 s and 1 MiB.
 */
public final class Outbound implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LARGEST = 1024 * 1024;

  private final HttpClient client;
  private final NamedServers servers;

  /**
   * Makes one that asks only servers of the Internet.
   *
   * @param privateToo whether it asks those of private networks too, and over plain HTTP on this
   *     machine
   */
  public Outbound(Vertx vertx, boolean privateToo) {
    this.servers = NamedServers.overHttp(privateToo);
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout((int) PATIENCE.toMillis())
                .setMaxHeaderSize(16 * 1024));
  }

  /** What a server answered; names of headers in any case. */
  public record Answer(int status, Buffer body, MultiMap headers) {}

  /** Asks for what is at {@code address}. */
  public Answer get(URI address, Map<String, String> headers) {
    return ask(HttpMethod.GET, address, headers, Buffer.buffer());
  }

  /** Sends a body there by any method. */
  public Answer send(HttpMethod method, URI address, Map<String, String> headers, Buffer body) {
    return ask(method, address, headers, body);
  }

  /** Sends a body there. */
  public Answer post(URI address, Map<String, String> headers, Buffer body) {
    return ask(HttpMethod.POST, address, headers, body);
  }

  /**
   * Reads an address that may be asked, without asking it.
   *
   * @throws Unreachable if it is none: HTTPS with a host, and neither user nor fragment
   */
  public URI address(String text) {
    return servers.address(text);
  }

  private Answer ask(HttpMethod method, URI address, Map<String, String> headers, Buffer body) {
    var target = servers.target(address(address.toString()));
    var options =
        new RequestOptions()
            .setMethod(method)
            .setServer(target)
            .setHost(NamedServers.host(address))
            .setPort(target.port())
            .setSsl(servers.isSecure(address))
            .setURI(NamedServers.pathAndQuery(address))
            .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(headers));
    var request = new AtomicReference<HttpClientRequest>();
    var answer =
        client
            .request(options)
            .onSuccess(request::set)
            .compose(made -> made.send(body).compose(Outbound::whole))
            .recover(
                cause ->
                    Future.failedFuture(
                        new Unreachable(address.getHost() + ": " + cause.getMessage())));
    try {
      return answer.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (request.get() != null) {
        request.get().reset();
      }
      throw new Unreachable(
          address.getHost() + ": no answer within " + PATIENCE.toSeconds() + " s");
    }
  }

  private static Future<Answer> whole(HttpClientResponse response) {
    var whole = Promise.<Answer>promise();
    var body = Buffer.buffer();
    response
        .exceptionHandler(whole::tryFail)
        .endHandler(
            _ -> whole.tryComplete(new Answer(response.statusCode(), body, response.headers())))
        .handler(
            part -> {
              if (body.length() + part.length() > LARGEST) {
                whole.tryFail("it answers more than 1 MiB");
                response.request().reset();
              } else {
                body.appendBuffer(part);
              }
            });
    return whole.future();
  }

  @Override
  public void close() {
    client.close();
  }
}
