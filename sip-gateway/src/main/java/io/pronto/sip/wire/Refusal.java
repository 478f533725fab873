package io.pronto.sip.wire;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The answer to a request that could not be parsed, made from its raw lines, without a transaction
 * (RFC 3261, sections 8.2.6 and 8.2.7). It repeats the headers that an answer must repeat, as far
 * as they are there and readable; without a Via there is nowhere to answer to.
 */
final class Refusal {
  private static final int LONGEST_LINE = 1_024;
  private static final Pattern PLAIN = Pattern.compile("[\\x20-\\x7e\\t]+");
  private static final Pattern OPEN_RPORT = Pattern.compile(";\\s*rport(?=\\s*(;|,|$))");
  private static final Pattern TAG = Pattern.compile(";\\s*tag\\s*=", Pattern.CASE_INSENSITIVE);
  private static final List<HeaderName> REPEATED =
      List.of(HeaderName.VIA, HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ);

  private final Map<HeaderName, StringBuilder> lines = new EnumMap<>(HeaderName.class);
  private final InetSocketAddress source;

  private Refusal(InetSocketAddress source) {
    this.source = source;
  }

  /** The answer's bytes; empty when {@code request[0..length)} cannot be answered at all. */
  static Optional<byte[]> of(byte[] request, int length, Fault fault, InetSocketAddress source) {
    int readable = Math.min(length, Envelope.MAX_HEADERS);
    var text = new String(request, 0, readable, StandardCharsets.UTF_8);
    var refusal = new Refusal(source);
    text.lines().skip(1).takeWhile(line -> !line.isEmpty()).forEach(refusal::read);
    return refusal.encode(fault);
  }

  private void read(String line) {
    int colon = line.indexOf(':');
    if (colon < 1 || line.length() > LONGEST_LINE || !PLAIN.matcher(line).matches()) {
      return;
    }
    var raw = line.getBytes(StandardCharsets.ISO_8859_1);
    HeaderName.of(raw, 0, colon)
        .filter(REPEATED::contains)
        .filter(name -> !name.single || !lines.containsKey(name))
        .ifPresent(name -> keep(name, line.substring(colon + 1).trim()));
  }

  private void keep(HeaderName name, String value) {
    var text = lines.computeIfAbsent(name, _ -> new StringBuilder());
    boolean top = name == HeaderName.VIA && text.isEmpty();
    text.append(name.text).append(": ").append(top ? stamped(value) : value);
    if (name == HeaderName.TO && !TAG.matcher(value).find()) {
      text.append(";tag=").append(Integer.toHexString(value.hashCode() & 0x7fffffff));
    }
    text.append("\r\n");
  }

  /** RFC 3581, section 4: an empty rport is filled with where the request really came from. */
  private String stamped(String via) {
    var filled = ";received=" + Host.literal(source.getAddress()) + ";rport=" + source.getPort();
    return OPEN_RPORT.matcher(via).replaceFirst(filled);
  }

  private Optional<byte[]> encode(Fault fault) {
    if (!lines.containsKey(HeaderName.VIA)) {
      return Optional.empty();
    }
    var text = new StringBuilder("SIP/2.0 ").append(fault.status()).append(' ');
    text.append(fault.reason()).append("\r\n");
    REPEATED.forEach(name -> text.append(lines.getOrDefault(name, new StringBuilder())));
    fault.headers().forEach(header -> text.append(header).append("\r\n"));
    text.append("Content-Length: 0\r\n\r\n");
    return Optional.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
