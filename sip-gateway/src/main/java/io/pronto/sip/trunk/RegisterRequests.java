package io.pronto.sip.trunk;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.carrier.Trunk;
import io.pronto.sip.stack.Credentials;
import io.pronto.sip.stack.Messages;
import io.pronto.sip.stack.SipStack;
import io.pronto.sip.wire.Flow;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import javax.sip.address.SipURI;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.ExpiresHeader;
import javax.sip.header.MinExpiresHeader;

/**
 * The REGISTERs of one registration: one Call-ID, rising numbers (RFC 3261, section 10.2), and a
 * Contact that nobody can guess, by which the calls are known that come to it.
 */
final class RegisterRequests {
  /** 423: the carrier wants to be asked for more (section 10.2.8). */
  static final int INTERVAL_TOO_BRIEF = 423;

  /** What a carrier may grant at least; less would be a flood. */
  private static final Duration LEAST = Duration.ofSeconds(2);

  private final SipStack stack;
  private final Trunk trunk;
  private final String username;
  private final CallIdHeader callId = Messages.newCallId();
  private final String line = Messages.newTag();
  private long sequence;

  RegisterRequests(SipStack stack, Trunk trunk, Credentials credentials) {
    this.stack = stack;
    this.trunk = trunk;
    this.username = credentials.username();
  }

  String line() {
    return line;
  }

  SIPRequest next(Flow flow, Duration expiry) {
    var name = Messages.address(Messages.sipUri(username, CarrierUri.host(trunk)));
    var request =
        Messages.request(
            "REGISTER",
            CarrierUri.domain(trunk),
            Messages.from(name, Messages.newTag()),
            Messages.to(name),
            callId,
            ++sequence);
    request.setHeader(Messages.contact(Messages.address(contact(flow))));
    request.setHeader(Messages.header("Expires", Long.toString(expiry.toSeconds())));
    return request;
  }

  /** What {@code response} grants us, of whom it may know others too. */
  Duration granted(SIPResponse response, Duration asked) {
    var contacts = response.getHeaders(ContactHeader.NAME);
    while (contacts.hasNext()) {
      var contact = (ContactHeader) contacts.next();
      if (isOurs(contact) && contact.getExpires() >= 0) {
        return atLeast(Duration.ofSeconds(contact.getExpires()));
      }
    }
    return response.getHeader(ExpiresHeader.NAME) instanceof ExpiresHeader expires
        ? atLeast(Duration.ofSeconds(expires.getExpires()))
        : asked;
  }

  /** What a carrier that finds our interval too brief asks for. */
  Duration least(SIPResponse response) {
    return response.getHeader(MinExpiresHeader.NAME) instanceof MinExpiresHeader least
        ? Duration.ofSeconds(least.getExpires())
        : Duration.ofHours(1);
  }

  private boolean isOurs(ContactHeader contact) {
    return contact.getAddress().getURI() instanceof SipURI uri
        && Optional.ofNullable(uri.getParameter("line")).filter(line::equals).isPresent();
  }

  private SipURI contact(Flow flow) {
    try {
      var contact = stack.contact(flow);
      contact.setUser(username);
      contact.setParameter("line", line);
      return contact;
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Duration atLeast(Duration granted) {
    return granted.compareTo(LEAST) < 0 ? LEAST : granted;
  }
}
