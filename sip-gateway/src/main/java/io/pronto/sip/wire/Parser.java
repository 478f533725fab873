package io.pronto.sip.wire;

import gov.nist.javax.sip.header.ims.PathHeader;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.ProxyAuthorizationHeader;
import javax.sip.header.RecordRouteHeader;
import javax.sip.header.RequireHeader;
import javax.sip.header.RouteHeader;

/**
 * Turns bytes into a message, or into the fault to answer. A header that matters to what we do must
 * parse; any other that does not is passed over, as RFC 3261, section 8.2.2, would have it.
 */
final class Parser implements ParseExceptionListener {
  private static final List<String> MATTERING =
      List.of(
          ContactHeader.NAME,
          RouteHeader.NAME,
          RecordRouteHeader.NAME,
          RequireHeader.NAME,
          PathHeader.NAME,
          AuthorizationHeader.NAME,
          ProxyAuthorizationHeader.NAME);

  static {
    EndedVia.use();
  }

  private final StringMsgParser parser = new StringMsgParser();

  /** Says what is wrong with a message that cannot be parsed. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Fault fault;

    Malformed(Fault fault) {
      super(fault.reason(), null, false, false);
      this.fault = fault;
    }

    Fault fault() {
      return fault;
    }
  }

  private static final class HeaderMalformed extends ParseException {
    private static final long serialVersionUID = 1;
    private final transient Fault fault;

    HeaderMalformed(Fault fault) {
      super(fault.reason(), 0);
      this.fault = fault;
    }
  }

  /** Parses {@code bytes}, one whole message and no more. */
  SIPMessage parse(byte[] bytes) throws Malformed {
    try {
      var message = parser.parseSIPMessage(bytes, true, false, this);
      if (message == null) {
        throw new Malformed(Fault.bad("Empty message"));
      }
      checkWhole(message);
      return message;
    } catch (HeaderMalformed e) {
      throw new Malformed(e.fault);
    } catch (ParseException | RuntimeException e) {
      throw new Malformed(Fault.bad("Malformed message"));
    }
  }

  /** The parser passes over a start line that it cannot read, and leaves it out. */
  private static void checkWhole(SIPMessage message) throws Malformed {
    boolean begins =
        switch (message) {
          case SIPRequest request -> request.getMethod() != null && request.getRequestURI() != null;
          case SIPResponse response -> response.getStatusLine() != null;
          default -> false;
        };
    if (!begins) {
      throw new Malformed(Fault.REQUEST_LINE);
    }
    if (message.getTopmostVia() == null
        || message.getCSeq() == null
        || message.getCallId() == null
        || message.getFrom() == null
        || message.getTo() == null) {
      throw new Malformed(Fault.bad("Malformed message"));
    }
  }

  /** Called by the parser for each header that it cannot read, with the header's line. */
  @Override
  @SuppressWarnings("rawtypes")
  public void handleException(
      ParseException e, SIPMessage message, Class headerClass, String line, String whole)
      throws ParseException {
    int colon = line == null ? -1 : line.indexOf(':');
    if (colon < 1) {
      throw new HeaderMalformed(Fault.REQUEST_LINE);
    }
    var raw = line.getBytes(StandardCharsets.ISO_8859_1);
    var known = HeaderName.of(raw, 0, colon).filter(name -> name != HeaderName.EXPIRES);
    if (known.isPresent()) {
      throw new HeaderMalformed(Fault.malformed(known.get().text));
    }
    var name = expanded(line.substring(0, colon).trim());
    for (var mattering : MATTERING) {
      if (mattering.equalsIgnoreCase(name)) {
        throw new HeaderMalformed(Fault.malformed(mattering));
      }
    }
  }

  private static String expanded(String name) {
    return name.toLowerCase(Locale.ROOT).equals("m") ? ContactHeader.NAME : name;
  }
}
