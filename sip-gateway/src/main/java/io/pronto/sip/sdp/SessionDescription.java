package io.pronto.sip.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a peer wrote, split but not yet understood (RFC 8866, section 5). Lines of types that a call
 * does not need are passed over.
 *
 * @param timing the value of {@code t=}: an answer repeats it
 * @param connection the session's {@code c=} value
 * @param attributes the values of the session's {@code a=} lines
 * @param media the streams, in their order, which an answer must keep
 */
public record SessionDescription(
    String timing, Optional<String> connection, List<String> attributes, List<MediaSection> media) {
  private static final int MAX_LINES = 1000;
  private static final int MAX_STREAMS = 32;

  /** Copies the lists. */
  public SessionDescription {
    attributes = List.copyOf(attributes);
    media = List.copyOf(media);
  }

  /**
   * Reads {@code text}; lines may end in CRLF or LF.
   *
   * @throws BadSdp naming the first fault
   */
  public static SessionDescription parse(String text) throws BadSdp {
    var lines = text.lines().limit(MAX_LINES + 1).filter(line -> !line.isEmpty()).toList();
    if (lines.size() > MAX_LINES) {
      throw new BadSdp("SDP has too many lines");
    }
    if (lines.isEmpty() || !lines.getFirst().equals("v=0")) {
      throw new BadSdp("SDP does not begin with v=0");
    }
    return read(lines);
  }

  private static SessionDescription read(List<String> lines) throws BadSdp {
    var timing = "0 0";
    var sections = new ArrayList<Draft>();
    var session = new Draft("");
    var current = session;
    for (var line : lines) {
      if (line.length() < 2 || line.charAt(1) != '=') {
        throw new BadSdp("SDP has a line that is not type=value");
      }
      var value = line.substring(2).strip();
      switch (line.charAt(0)) {
        case 'm' -> sections.add(current = new Draft(value));
        case 'c' -> current.connection = Optional.of(value);
        case 'a' -> current.attributes.add(value);
        case 't' -> timing = value;
        default -> {}
      }
    }
    return new SessionDescription(timing, session.connection, session.attributes, all(sections));
  }

  private static List<MediaSection> all(List<Draft> drafts) throws BadSdp {
    if (drafts.isEmpty() || drafts.size() > MAX_STREAMS) {
      throw new BadSdp(drafts.isEmpty() ? "SDP has no m= line" : "SDP has too many m= lines");
    }
    var sections = new ArrayList<MediaSection>(drafts.size());
    for (var draft : drafts) {
      sections.add(draft.section());
    }
    return sections;
  }

  /** A part of the description while it is read. */
  private static final class Draft {
    private final String line;
    private final List<String> attributes = new ArrayList<>();
    private Optional<String> connection = Optional.empty();

    Draft(String line) {
      this.line = line;
    }

    MediaSection section() throws BadSdp {
      var words = line.split("\\s+");
      if (words.length < 4) {
        throw new BadSdp("SDP has an m= line of fewer than four words");
      }
      var formats = List.of(words).subList(3, words.length);
      return new MediaSection(words[0], port(words[1]), words[2], formats, connection, attributes);
    }

    private static int port(String word) throws BadSdp {
      var port = word.split("/", 2)[0];
      if (port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65535) {
        return Integer.parseInt(port);
      }
      throw new BadSdp("SDP has an m= line whose port is not 0 to 65535");
    }
  }
}
