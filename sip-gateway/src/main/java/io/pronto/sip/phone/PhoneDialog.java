package io.pronto.sip.phone;

import io.pronto.media.secure.SrtpKeys;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The dialog of one call as its phone knows it, and the messages that belong to it. Not safe for
 * use by two threads: the call sees to that.
 */
final class PhoneDialog {
  final TestPhone phone;
  final String id;
  final Optional<Invite> wanted;
  final PhoneAudio audio;

  /** The INVITE that began the call, as last sent or as received. */
  SipMessage invite;

  /** Where the last message came from, and the next one goes. */
  InetSocketAddress peer;

  /** What is said of SRTP. */
  final PhoneKeys keys;

  /** What this side agrees to, whoever asks. */
  String direction = "sendrecv";

  private final String localTag = TestPhone.token();
  private String remoteParty;
  private String remoteTarget;
  private List<String> routes = List.of();
  private long sequence = 1;
  private int sdpVersion = 1;

  private PhoneDialog(TestPhone phone, String id, Optional<Invite> wanted) {
    this.phone = phone;
    this.id = id;
    this.wanted = wanted;
    this.audio = new PhoneAudio(phone.bind());
    this.keys = new PhoneKeys(phone.encryption());
  }

  static PhoneDialog outgoing(TestPhone phone, Invite wanted) {
    var dialog = new PhoneDialog(phone, TestPhone.token() + "@phone", Optional.of(wanted));
    var target = wanted.target();
    dialog.remoteTarget =
        target.matches("(sip|tel|urn):.*") ? target : "sip:" + target + "@" + phone.domain();
    dialog.remoteParty = "<" + dialog.remoteTarget + ">";
    dialog.peer = phone.server();
    return dialog;
  }

  static PhoneDialog incoming(TestPhone phone, SipMessage invite, InetSocketAddress peer) {
    var dialog = new PhoneDialog(phone, invite.header("Call-ID"), Optional.empty());
    dialog.invite = invite;
    dialog.peer = peer;
    dialog.remoteParty = invite.header("From");
    dialog.remoteTarget = invite.uri("Contact");
    dialog.routes = invite.all("Record-Route");
    if (!invite.body().isEmpty()) {
      dialog.hearFrom(Sdp.parse(invite.body()));
    }
    return dialog;
  }

  boolean isOutgoing() {
    return wanted.isPresent();
  }

  void send(SipMessage message) {
    phone.sendTo(message, peer);
  }

  /** Makes the INVITE that asks for the call. */
  SipMessage invitation() {
    var call = wanted.orElseThrow();
    var from = call.from().map(this::identity).orElse(phone.self());
    invite =
        phone
            .begin("INVITE", remoteTarget, id, sequence)
            .with("From", "<" + from + ">;tag=" + localTag)
            .with("To", remoteParty)
            .with("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK");
    for (var header : call.headers()) {
      invite = invite.with(header.name(), header.value());
    }
    if (!call.lateOffer()) {
      var body = description();
      invite = invite.withBody(type(body), body);
    }
    return invite;
  }

  private static String type(String body) {
    return body.startsWith("--")
        ? "multipart/mixed;boundary=" + body.lines().findFirst().orElseThrow().substring(2)
        : "application/sdp";
  }

  /** Makes the INVITE again, with the answer to {@code challenge}. */
  SipMessage invitation(SipMessage challenge) {
    sequence = challenge.sequence() + 1;
    invite =
        phone
            .answering(challenge, invite)
            .without("Via")
            .with("Via", phone.via(TestPhone.branch()));
    return invite;
  }

  SipMessage request(String method) {
    return request(method, ++sequence);
  }

  SipMessage cancel() {
    return SipMessage.of("CANCEL " + invite.startLine().split(" ")[1] + " SIP/2.0")
        .with("Via", invite.header("Via"))
        .with("Max-Forwards", "70")
        .with("From", invite.header("From"))
        .with("To", invite.header("To"))
        .with("Call-ID", id)
        .with("CSeq", invite.sequence() + " CANCEL");
  }

  /** The ACK to a 2xx. */
  SipMessage acknowledgement(SipMessage response) {
    return request("ACK", response.sequence());
  }

  /** The ACK to a refusal: of the INVITE's own transaction (RFC 3261, 17.1.1.3). */
  SipMessage refusalAcknowledgement(SipMessage response) {
    return SipMessage.of("ACK " + remoteTarget + " SIP/2.0")
        .with("Via", response.header("Via"))
        .with("Max-Forwards", "70")
        .with("From", response.header("From"))
        .with("To", response.header("To"))
        .with("Call-ID", id)
        .with("CSeq", response.sequence() + " ACK");
  }

  /** A response of {@code status} to the INVITE. */
  SipMessage response(String status) {
    var response = SipMessage.responding(invite, status).with("Contact", phone.contact());
    return response.without("To").with("To", invite.header("To") + ";tag=" + localTag);
  }

  /** This side's session description in its present direction. */
  String sdp() {
    return sdp(direction);
  }

  String sdp(String direction) {
    return Sdp.usual(audio.local(), direction, sdpVersion++, keys, phone.codecs());
  }

  /** What the INVITE or, late, its ACK describes. */
  String description() {
    return wanted.flatMap(Invite::sdp).map(this::fill).orElseGet(this::sdp);
  }

  String fill(String template) {
    return Sdp.fill(template, audio.local(), direction, sdpVersion++);
  }

  /** Takes the peer's tag, target, routes (until {@code confirmed}) and description. */
  void follow(SipMessage response, boolean confirmed) {
    remoteParty = response.header("To");
    refreshTarget(response);
    if (!confirmed) {
      routes = response.all("Record-Route").reversed();
    }
    hearFrom(response);
  }

  void refreshTarget(SipMessage message) {
    remoteTarget = message.find("Contact").map(SipMessage::between).orElse(remoteTarget);
  }

  /** Speaks and listens to what {@code message} describes, if it describes anything. */
  void hearFrom(SipMessage message) {
    if (!message.body().isEmpty()) {
      hearFrom(Sdp.parse(message.body()));
    }
  }

  private void hearFrom(Sdp other) {
    keys.take(other);
    protect();
    other.payloadTypes().stream()
        .flatMap(number -> phone.codecs().stream().filter(c -> c.format().payloadType() == number))
        .findFirst()
        .ifPresent(audio::speakIn);
    boolean sends = other.direction().equals("sendrecv") || other.direction().equals("recvonly");
    boolean held = other.audio().getAddress().isAnyLocalAddress();
    boolean mine = direction.equals("sendrecv") || direction.equals("sendonly");
    audio.hold(direction.equals("sendonly"));
    audio.direct(other.audio(), sends && mine && !held && other.audio().getPort() > 0);
  }

  /** Protects what is said, and opens what is heard, with the keys of both sides. */
  void protect() {
    audio.protect(keys.theirs().map(theirs -> new SrtpKeys(keys.own(), theirs)));
  }

  private SipMessage request(String method, long number) {
    var request = phone.begin(method, remoteTarget, id, number).with("From", local());
    for (var route : routes) {
      request = request.with("Route", route);
    }
    return request.with("To", remoteParty);
  }

  private String local() {
    return isOutgoing() ? invite.header("From") : invite.header("To") + ";tag=" + localTag;
  }

  private String identity(String user) {
    return "sip:" + user + (user.contains("@") ? "" : "@" + phone.domain());
  }
}
