package io.pronto.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server on the loopback that knows TXT records alone (RFC 1035, section 4). */
public final class OwnDns {
  private static final int HEADER = 12;
  private static final int NO_SUCH_NAME = 3;
  private static final int TXT = 16;

  private final DatagramSocket socket;
  private final Map<String, List<String>> texts = new ConcurrentHashMap<>();

  private OwnDns(DatagramSocket socket) {
    this.socket = socket;
  }

  /** Starts one on a free port; it ends with the process. */
  public static OwnDns start() {
    try {
      var dns = new OwnDns(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().start(dns::serve);
      return dns;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is asked, over UDP. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
  }

  /** From now on these are the TXT records of {@code name}. */
  public void publish(String name, String... records) {
    texts.put(name.toLowerCase(Locale.ROOT), List.of(records));
  }

  private void serve() {
    try {
      while (true) {
        var query = new DatagramPacket(new byte[512], 512);
        socket.receive(query);
        var answer = answer(query.getData(), query.getLength());
        socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] answer(byte[] query, int length) {
    int end = HEADER;
    var name = new StringBuilder();
    while (query[end] != 0) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(query, end + 1, query[end], US_ASCII));
      end += query[end] + 1;
    }
    var records = texts.get(name.toString().toLowerCase(Locale.ROOT));
    var out = new ByteArrayOutputStream();
    out.write(query, 0, 2);
    out.write(0x84);
    out.write(records == null ? NO_SUCH_NAME : 0);
    out.writeBytes(new byte[] {0, 1, 0, (byte) (records == null ? 0 : records.size()), 0, 0, 0, 0});
    out.write(query, HEADER, end + 5 - HEADER);
    if (records != null) {
      records.forEach(record -> write(out, record.getBytes(US_ASCII)));
    }
    return out.toByteArray();
  }

  /** A record of the name that was asked for, which stands after the header. */
  private static void write(ByteArrayOutputStream out, byte[] text) {
    out.writeBytes(new byte[] {(byte) 0xC0, HEADER, 0, TXT, 0, 1, 0, 0, 0, 60});
    out.writeBytes(new byte[] {0, (byte) (text.length + 1), (byte) text.length});
    out.writeBytes(text);
  }
}
