package io.pronto.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** Asks a Redis whether it is ready, in two words of its protocol, before there is any client. */
public final class RedisPing {
  private static final int LIMIT_MILLIS = 2_000;
  private static final int PORT = 6379;

  private RedisPing() {}

  /**
   * Returns what is wrong with the Redis at {@code url}, in words; empty when it answers and lets
   * us in.
   *
   * @param url {@code redis://user:password@host:port} or {@code rediss://…}
   */
  public static Optional<String> fault(String url) {
    var uri = URI.create(url);
    try (var socket = connect(uri)) {
      socket.setSoTimeout(LIMIT_MILLIS);
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      if (uri.getRawUserInfo() != null) {
        say(socket, "AUTH", credentials(uri.getRawUserInfo()));
        var answer = in.readLine();
        if (answer == null || !answer.startsWith("+")) {
          return Optional.of("it does not accept the user or the password");
        }
      }
      say(socket, "PING");
      var answer = Optional.ofNullable(in.readLine()).orElse("nothing");
      return answer.equals("+PONG")
          ? Optional.empty()
          : Optional.of("it answers " + answer.replaceAll("^-", ""));
    } catch (IOException e) {
      return Optional.of("no answer: " + e.getMessage());
    }
  }

  private static Socket connect(URI uri) throws IOException {
    var address = new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? PORT : uri.getPort());
    var plain = new Socket();
    try {
      plain.connect(address, LIMIT_MILLIS);
      return uri.getScheme().equals("rediss")
          ? ((SSLSocketFactory) SSLSocketFactory.getDefault())
              .createSocket(plain, uri.getHost(), address.getPort(), true)
          : plain;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static String[] credentials(String userInfo) {
    var parts = userInfo.split(":", 2);
    var password = URLDecoder.decode(parts[parts.length - 1], StandardCharsets.UTF_8);
    return parts.length < 2 || parts[0].isEmpty()
        ? new String[] {password}
        : new String[] {URLDecoder.decode(parts[0], StandardCharsets.UTF_8), password};
  }

  private static void say(Socket socket, String command, String... words) throws IOException {
    var text = new StringBuilder("*%d\r\n".formatted(words.length + 1));
    bulk(text, command);
    for (var word : words) {
      bulk(text, word);
    }
    socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private static void bulk(StringBuilder text, String word) {
    int length = word.getBytes(StandardCharsets.UTF_8).length;
    text.append("$%d\r\n%s\r\n".formatted(length, word));
  }
}
