package io.pronto.sip.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a connection becomes a WebSocket, our side (RFC 6455, section 4.2), for SIP and nothing else
 * (RFC 7118, section 4). Origin says nothing of who somebody is, so that it is not looked at: who
 * registers or calls proves it by digest. Neither is X-Forwarded-For.
 */
final class WebSocketUpgrade {
  private static final int LARGEST = 8 * 1024;
  private static final Pattern VISIT = Pattern.compile("(?:GET|HEAD|OPTIONS) \\S+ HTTP/1\\.[01]");
  private static final int KEY_BYTES = 16;
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String VERSION = "13";

  private final Map<String, String> headers = new HashMap<>();
  private final String requestLine;

  private WebSocketUpgrade(String head) {
    var lines = head.split("\r\n");
    requestLine = lines[0];
    for (var line : Arrays.asList(lines).subList(1, lines.length)) {
      int colon = Math.max(0, line.indexOf(':'));
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(Math.min(line.length(), colon + 1)).strip(),
          (before, more) -> before + ',' + more);
    }
  }

  /**
   * Waits for the request on {@code socket} and answers it.
   *
   * @param millis how long the peer may be silent
   * @return whether it is a WebSocket now; if not, it was an ordinary request of HTTP, as a check
   *     of a proxy's or somebody who has typed the address sends it, and the peer has been told
   * @throws EOFException when the peer has left before a word
   * @throws ProtocolException when any other request was refused, and the peer has been told
   */
  static boolean await(Socket socket, int millis) throws IOException {
    socket.setSoTimeout(millis);
    var request = new WebSocketUpgrade(head(socket));
    var fault = request.fault();
    socket
        .getOutputStream()
        .write(fault.orElseGet(request::agreed).getBytes(StandardCharsets.US_ASCII));
    if (fault.isPresent() && request.isVisit()) {
      return false;
    }
    if (fault.isPresent()) {
      throw new ProtocolException("No WebSocket of SIP was asked for");
    }
    socket.setSoTimeout(0);
    return true;
  }

  private static String head(Socket socket) throws IOException {
    var head = new ByteArrayOutputStream();
    var chunk = new byte[1_024];
    while (true) {
      int read = socket.getInputStream().read(chunk);
      if (read < 0 && head.size() == 0) {
        throw new EOFException();
      }
      if (read < 0 || head.size() + read > LARGEST) {
        throw new ProtocolException("No request for a WebSocket");
      }
      head.write(chunk, 0, read);
      var text = head.toString(StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end >= 0 && end + 4 < text.length()) {
        throw new ProtocolException("More than a request for a WebSocket");
      }
      if (end >= 0) {
        return text.substring(0, end);
      }
    }
  }

  private boolean isVisit() {
    return VISIT.matcher(requestLine).matches() && of("upgrade").isEmpty();
  }

  /** What is wrong with the request, as an answer to it. */
  private Optional<String> fault() {
    if (!requestLine.matches("GET \\S+ HTTP/1\\.1") || of("host").isEmpty()) {
      return refusal("400 Bad Request", "", "This is SIP over WebSockets: ask by GET");
    }
    if (!has("upgrade", "websocket") || !has("connection", "upgrade")) {
      return refusal("426 Upgrade Required", "Upgrade: websocket\r\n", "Ask for a WebSocket");
    }
    if (!of("sec-websocket-version").equals(VERSION)) {
      return refusal(
          "426 Upgrade Required", "Sec-WebSocket-Version: 13\r\n", "Speak version 13 of RFC 6455");
    }
    if (!isKey(of("sec-websocket-key"))) {
      return refusal("400 Bad Request", "", "Sec-WebSocket-Key is not 16 bytes in base64");
    }
    return has("sec-websocket-protocol", "sip")
        ? Optional.empty()
        : refusal("400 Bad Request", "", "Ask for the sub-protocol sip (RFC 7118)");
  }

  private static Optional<String> refusal(String status, String headers, String why) {
    return Optional.of(
        "HTTP/1.1 %s\r\n%sConnection: close\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\n"
            .formatted(status, headers, why.length() + 1, why));
  }

  private String agreed() {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
            .formatted(proof(of("sec-websocket-key")));
  }

  private static String proof(String key) {
    try {
      var hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String of(String header) {
    return headers.getOrDefault(header, "");
  }

  private boolean has(String header, String token) {
    return Arrays.stream(of(header).split(",")).anyMatch(t -> t.strip().equalsIgnoreCase(token));
  }

  private static boolean isKey(String text) {
    try {
      return Base64.getDecoder().decode(text).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
