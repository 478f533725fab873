package io.pronto.sip.wire;

import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.parser.ParserFactory;
import gov.nist.javax.sip.parser.ViaParser;
import java.text.ParseException;

/**
 * Reads Via. JAIN-SIP's own looks for the end of a comment, which RFC 2543 allowed there, beyond
 * the end of the line if that is escaped, and until memory is full: one datagram would take it all.
 * A backslash stands before what it escapes (RFC 3261, section 25.1), so none ends a Via.
 */
public final class EndedVia extends ViaParser {
  private final boolean escaped;

  /** Reads {@code line}, with its name and the line end. */
  public EndedVia(String line) {
    super(line);
    escaped = line.endsWith("\\\n");
  }

  /** Has every Via be read like this from now on. */
  static void use() {
    ParserFactory.addToParserTable("Via", EndedVia.class);
    ParserFactory.addToParserTable("v", EndedVia.class);
  }

  /**
   * Returns the list of what it says.
   *
   * @throws ParseException when it is malformed, or its end is escaped
   */
  @Override
  public SIPHeader parse() throws ParseException {
    if (escaped) {
      throw createParseException("Its end is escaped");
    }
    return super.parse();
  }
}
