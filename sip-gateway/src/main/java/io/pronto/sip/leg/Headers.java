package io.pronto.sip.leg;

import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.wire.Screening;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sip.header.AllowHeader;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.Header;
import javax.sip.header.ReasonHeader;
import javax.sip.header.RequireHeader;
import javax.sip.header.RetryAfterHeader;
import javax.sip.header.ServerHeader;
import javax.sip.header.UserAgentHeader;

/** The headers of legs: those we write, and what those of a peer say. */
final class Headers {
  static final Header ALLOW = Messages.list("Allow", Screening.ALLOWED);
  static final Header SUPPORTED = Messages.list("Supported", List.of("100rel", "timer"));

  /** What an INFO may carry: keys pressed, and what video phones ask for and audio ignores. */
  static final Set<String> INFO_TYPES =
      Set.of("application/dtmf-relay", "application/dtmf", "application/media_control+xml");

  private static final int LONGEST_PRODUCT = 100;

  private Headers() {}

  /** What the peer calls itself, in printable characters and not too many of them. */
  static String product(SIPMessage message) {
    var header = message.getHeader(UserAgentHeader.NAME);
    if (header == null) {
      header = message.getHeader(ServerHeader.NAME);
    }
    if (header == null) {
      return "";
    }
    var text = header.toString();
    var value = text.substring(text.indexOf(':') + 1).strip().replaceAll("[^ -~]", "?");
    return value.substring(0, Math.min(LONGEST_PRODUCT, value.length()));
  }

  /** Whether the peer says that it takes {@code method}. */
  static boolean allows(SIPMessage message, String method) {
    var headers = message.getHeaders(AllowHeader.NAME);
    while (headers.hasNext()) {
      if (method.equals(((AllowHeader) headers.next()).getMethod())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the peer requires the extension {@code tag}. */
  static boolean requires(SIPMessage message, String tag) {
    var headers = message.getHeaders(RequireHeader.NAME);
    while (headers.hasNext()) {
      if (tag.equalsIgnoreCase(((RequireHeader) headers.next()).getOptionTag())) {
        return true;
      }
    }
    return false;
  }

  /** The Content-Type without parameters, in lower case; empty when there is none. */
  static String contentType(SIPMessage message) {
    var type = (ContentTypeHeader) message.getHeader(ContentTypeHeader.NAME);
    return type == null
        ? ""
        : (type.getContentType() + '/' + type.getContentSubType()).toLowerCase(Locale.ROOT);
  }

  /** The Q.850 cause of a Reason header, 0 without one. */
  static int q850(SIPMessage message) {
    var headers = message.getHeaders(ReasonHeader.NAME);
    while (headers.hasNext()) {
      var reason = (ReasonHeader) headers.next();
      if ("Q.850".equalsIgnoreCase(reason.getProtocol())) {
        return reason.getCause();
      }
    }
    return 0;
  }

  /** For how many seconds the peer wants to be left alone, 0 when it does not say. */
  static int retryAfter(SIPMessage message) {
    return message.getHeader(RetryAfterHeader.NAME) instanceof RetryAfterHeader header
        ? Math.max(0, header.getRetryAfter())
        : 0;
  }

  /** Gives {@code response} the tag of our dialog. */
  static void tag(SIPResponse response, String tag) {
    try {
      ((To) response.getTo()).setTag(tag);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
