package io.pronto.sip.leg;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPResponse;
import io.pronto.core.MediaEncryption;
import io.pronto.core.call.HangupCause;
import io.pronto.core.call.LegQuality;
import io.pronto.core.call.LegRecord;
import io.pronto.core.lease.Lease;
import io.pronto.core.lease.Leases;
import io.pronto.media.Direction;
import io.pronto.media.MediaEvent;
import io.pronto.media.Origin;
import io.pronto.media.PacketTime;
import io.pronto.media.RtpFormat;
import io.pronto.sip.sdp.Audio;
import io.pronto.sip.sdp.Codecs;
import io.pronto.sip.sdp.Encryption;
import io.pronto.sip.sdp.Formats;
import io.pronto.sip.stack.IncomingRequest;
import io.pronto.sip.stack.Messages;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import javax.sip.message.Request;

/**
 * What the caller's leg and the called ones have in common: requests within the dialog, offers both
 * ways, the session timer, the end. All methods but {@link #receive} are for the call's thread.
 */
public abstract sealed class CallLeg permits InboundLeg, OutboundLeg {
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final int NOT_ACCEPTABLE_HERE = 488;

  /**
   * What a leg tells its call: where it belongs, and for whom it works.
   *
   * @param forHelp whether it is a call for help, for which there is always a port
   */
  public record Owner(String call, Mailbox mailbox, boolean forHelp) {}

  final Signalling signalling;
  final Mailbox mailbox;
  final String owner;
  private final boolean forHelp;
  final Dialog dialog;
  final Sender sender;
  private final Counterpart counterpart;
  private final LegAccount account;
  private final Lease lease;
  private final Renegotiation renegotiation;
  private final SessionTimer sessionTimer;
  private Optional<LegMedia> media = Optional.empty();
  private final Farewell farewell;
  private final Pulse pulse;
  private boolean peerUpdates;
  private boolean peerTakesInfo;
  private boolean over;

  CallLeg(Signalling signalling, Owner owner, Dialog dialog, String role, Counterpart counterpart) {
    this.signalling = signalling;
    this.mailbox = owner.mailbox();
    this.owner = owner.call();
    this.forHelp = owner.forHelp();
    this.dialog = dialog;
    this.counterpart = counterpart;
    this.account = new LegAccount(role, counterpart.name(), counterpart.trunkId());
    this.sender = new Sender(signalling, owner, dialog, counterpart.credentials());
    this.renegotiation = new Renegotiation(this);
    this.sessionTimer = new SessionTimer(this);
    this.farewell = new Farewell(this);
    this.pulse = new Pulse(this);
    lease =
        signalling
            .leases()
            .take(Leases.Kind.DIALOG, this.owner, LONGEST, () -> mailbox.post(this::finish));
    signalling.legs().add(dialog, this);
  }

  /** {@code leg_} and a ULID. */
  public final String id() {
    return account.id();
  }

  /** The device, if it is one. */
  public final Optional<String> deviceId() {
    return counterpart.deviceId();
  }

  /** The trunk, if it is one. */
  public final Optional<String> trunkId() {
    return counterpart.trunkId();
  }

  /** What may be spoken. */
  final Codecs codecs() {
    return counterpart.codecs();
  }

  /** Whether the party's sound may be, or must be, encrypted. */
  final MediaEncryption encryption() {
    return counterpart.encryption(forHelp);
  }

  /** What our offers may say of encryption, one after the other. */
  final List<Encryption> encryptions() {
    boolean confidential = dialog.flow().transport().isSecure();
    if (dialog.flow().transport().isWebSocket()) {
      return Encryption.waysToBrowser(encryption(), confidential);
    }
    return forHelp
        ? Encryption.waysForHelp(counterpart.encryption(), confidential)
        : Encryption.ways(counterpart.encryption(), confidential);
  }

  /** What our first offer says of it. */
  Encryption firstOffer() {
    return encryptions().getFirst();
  }

  /** Whether it is part of a call for help. */
  final boolean isForHelp() {
    return forHelp;
  }

  /** For a while only the other party is heard: for the record. */
  public final void oneWay() {
    account.note(LegRecord.ONE_WAY);
  }

  /**
   * The party sends nothing but digital silence while the other speaks: for the record.
   *
   * @param heardBefore whether there has been sound of it in this call
   */
  public final void silent(boolean heardBefore) {
    account.note(heardBefore ? LegRecord.FELL_SILENT : LegRecord.SILENT);
  }

  /** The party, which had been missed, is heard again: for the record. */
  public final void restored() {
    account.note(LegRecord.MEDIA_RESTORED);
  }

  /** The quality of the last seconds; nothing while nothing has been measured. */
  public final LegQuality quality() {
    return account.quality();
  }

  /** Whether the other party was heard, and this one never. */
  public final boolean isMute() {
    return account.isNoted(LegRecord.ONE_WAY)
        && media.filter(m -> m.statistics().packetsReceived() == 0).isPresent();
  }

  /** The sound of this leg, from when its endpoint was opened. */
  public final LegMedia media() {
    return media.orElseThrow();
  }

  /** Whether an endpoint has been opened. */
  public final boolean hasMedia() {
    return media.isPresent();
  }

  /** Whether the session stands: answered, and not ended. */
  public final boolean isUp() {
    return account.isAnswered() && !account.isEnded();
  }

  /** Whether nothing more is to be sent or expected. */
  public final boolean isOver() {
    return over;
  }

  /** When it was answered. */
  public final Optional<Instant> answeredAt() {
    return account.answeredAt();
  }

  /** The account of this leg so far. */
  public final LegRecord record() {
    return account.record(dialog, media);
  }

  /** Takes a request within the dialog. For any thread. */
  public final void receive(IncomingRequest incoming) {
    mailbox.post(() -> take(incoming));
  }

  /** Takes a response that no transaction waits for. For any thread. */
  public final void receiveStray(SIPResponse response) {
    mailbox.post(() -> takeStray(response));
  }

  /**
   * Asks the party for another session: {@link LegEvent.OfferAnswered} or {@link
   * LegEvent.OfferRefused} follows.
   *
   * @param formats the formats wanted, best first
   * @param packetTime how much sound the other party wants a packet to hold
   */
  public final void offer(List<RtpFormat> formats, Direction direction, PacketTime packetTime) {
    if (!Formats.carrySpeech(codecs().of(formats))) {
      mailbox.tell(new LegEvent.OfferRefused(this, NOT_ACCEPTABLE_HERE));
      return;
    }
    renegotiation.offer(media().offer(formats, direction, packetTime));
  }

  /**
   * Puts to the party once more what is agreed with it, as its sound is missed.
   *
   * @param outcome takes the final status of the re-INVITE, 408 when there is none; nothing when
   *     the party says that there is no such call, which ends as {@link LegEvent.Lost}
   */
  public final void remind(IntConsumer outcome) {
    renegotiation.remind(media().repeat(), outcome);
  }

  /** The host by which the party is signalled to: its own, its router's, or that of a proxy. */
  public final InetAddress host() {
    return dialog.current(signalling.stack()).remote().getAddress();
  }

  private Origin origin() {
    return new Origin(host());
  }

  /** Whether an offer of ours, or one of the party's, waits for its answer. */
  public final boolean isNegotiating() {
    return renegotiation.isUnderWay();
  }

  /** Whether an offer of the party still waits for its answer: it may have been taken back. */
  public final boolean awaitsAnswer() {
    return renegotiation.waits();
  }

  /** The offer that waits for its answer. */
  public final Audio offered() {
    return renegotiation.offered();
  }

  /**
   * Agrees to the offer of the last {@link LegEvent.Offered}.
   *
   * @param packetTime how much sound the other party wants a packet to hold
   */
  public final void accept(List<RtpFormat> chosen, Direction direction, PacketTime packetTime) {
    renegotiation.accept(chosen, direction, packetTime);
  }

  /**
   * Answers the last {@link LegEvent.Offered}, which held no offer, with an offer of ours.
   *
   * @param packetTime how much sound the other party wants a packet to hold
   */
  public final void counter(List<RtpFormat> formats, Direction direction, PacketTime packetTime) {
    renegotiation.counter(formats, direction, packetTime);
  }

  /** Refuses the last {@link LegEvent.Offered}: the session stays as it was. */
  public final void refuse(int status) {
    renegotiation.refuse(status);
  }

  /** Sends an INFO to the party; nobody waits for its answer. */
  public final void inform(String type, byte[] body) {
    var parts = type.split("/", 2);
    var request = dialog.request(Request.INFO);
    if (parts.length == 2 && body.length > 0) {
      Messages.body(request, parts[0], parts[1], body);
    }
    sender.send(request, _ -> {}, _ -> {});
  }

  /**
   * Ends the leg in whatever way its state asks for: refusal, CANCEL or BYE. It is over once the
   * party knows, or cannot be told.
   */
  public final void end(HangupCause cause) {
    if (account.isEnded()) {
      return;
    }
    boolean wasUp = isUp();
    note(cause.code());
    if (wasUp) {
      farewell.say(cause);
    } else {
      endBeforeAnswer(cause);
    }
  }

  /** Forgets the leg, whatever its last messages were to be. */
  public final void abandon() {
    finish();
  }

  abstract void endBeforeAnswer(HangupCause cause);

  /** The leg is over: lets go of what would outlive it. */
  abstract void forget();

  abstract void takeStray(SIPResponse response);

  /** Takes what only one kind of leg understands; false when it understands it neither. */
  abstract boolean takeSpecial(IncomingRequest incoming);

  /** Opens our end of the sound: an address of the family that the party speaks. */
  final LegMedia openMedia() {
    var host = signalling.stack().contact(dialog.flow()).getHost();
    var address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
    var endpoint = signalling.media().open(owner, forHelp, address, this::heardOf);
    media = Optional.of(new LegMedia(endpoint, codecs(), encryption(), firstOffer(), this::origin));
    return media.get();
  }

  private void heardOf(MediaEvent event) {
    if (event instanceof MediaEvent.HandshakeFailed) {
      mailbox.post(this::isNotSecured);
    } else if (event instanceof MediaEvent.Measured(_, var quality)) {
      mailbox.post(
          () -> {
            account.measured(quality);
            mailbox.tell(new LegEvent.Media(event));
          });
    } else if (event instanceof MediaEvent.Resting(var endpoint, var quiet)) {
      mailbox.post(() -> pulse.feel(new MediaEvent.Silent(endpoint, quiet)));
    } else {
      mailbox.postEvent(new LegEvent.Media(event));
    }
  }

  /** There will be no sound; who is still being called, or calls, need not wait to be told. */
  private void isNotSecured() {
    lost(HangupCause.MEDIA_NOT_SECURED);
    if (!isUp()) {
      end(HangupCause.MEDIA_NOT_SECURED);
    }
  }

  /** The session stands from now on. */
  final void answeredNow(SessionTerms terms) {
    account.answered();
    sessionTimer.begin(terms);
  }

  final void finalStatus(int status) {
    account.finalStatus(status);
  }

  /** The leg's part in the call ends now, for {@code why}; its last messages may still be due. */
  final void note(String why) {
    if (!account.isEnded()) {
      account.ended(why);
      sessionTimer.stop();
      renegotiation.drop();
      media.ifPresent(LegMedia::close);
    }
  }

  /** Nothing more is to come. */
  final void finish() {
    note(HangupCause.NORMAL.code());
    if (!over) {
      over = true;
      forget();
      farewell.stop();
      signalling.legs().remove(dialog, this);
      lease.close();
    }
  }

  /** The party is taken for gone: tells the call, once. */
  final void lost(HangupCause cause) {
    if (!account.isEnded()) {
      mailbox.tell(new LegEvent.Lost(this, cause));
    }
  }

  final void learn(SIPMessage message) {
    account.learn(message);
    peerUpdates |= Headers.allows(message, Request.UPDATE);
    peerTakesInfo |= Headers.allows(message, Request.INFO);
  }

  /** Whether the party has said that it takes INFO. */
  public final boolean takesInfo() {
    return peerTakesInfo;
  }

  final boolean peerUpdates() {
    return peerUpdates;
  }

  /** Repeats what is agreed by re-INVITE: a session refresh for a peer without UPDATE. */
  final void repeatOffer() {
    renegotiation.repeat(media().repeat());
  }

  /** Our 2xx holds an offer: the ACK must hold its answer. */
  final void expectLateAnswer() {
    renegotiation.expectLateAnswer();
  }

  /** The party takes back a re-INVITE that waits for its answer. For any thread. */
  public final void cancelOffer() {
    mailbox.post(renegotiation::cancel);
  }

  /** Whether it was answered by us, and knows. */
  public final boolean isAcknowledged() {
    return isUp() && !isUnacknowledged();
  }

  final SessionTimer sessionTimer() {
    return sessionTimer;
  }

  /** Sends a 2xx to an INVITE and repeats it until its ACK has come. */
  final void sendAnswer(IncomingRequest invite, SIPResponse response) {
    farewell.await(invite, response);
  }

  /** Whether a 2xx of ours waits for its ACK. */
  final boolean isUnacknowledged() {
    return farewell.isAwaitingAcknowledgement();
  }

  private void take(IncomingRequest incoming) {
    if (incoming.is(Request.ACK)) {
      if (farewell.acknowledged(incoming.request())) {
        renegotiation.acknowledged(incoming.request());
      }
      return;
    }
    if (over && !incoming.is(Request.BYE) || !dialog.isOfPeer(incoming.request())) {
      sender.respond(incoming, 481);
      return;
    }
    if (!dialog.follow(incoming)) {
      sender.respond(incoming, 500); // RFC 3261, section 12.2.2: out of order
      return;
    }
    learn(incoming.request());
    switch (incoming.method()) {
      case Request.BYE -> takeBye(incoming);
      case Request.INVITE, Request.UPDATE -> takeOffer(incoming);
      case Request.INFO -> takeInfo(incoming);
      case Request.OPTIONS -> sender.respond(incoming, 200);
      default -> {
        if (!takeSpecial(incoming)) {
          sender.respond(incoming, 481);
        }
      }
    }
  }

  private void takeOffer(IncomingRequest incoming) {
    if (account.isEnded()) {
      sender.respond(incoming, 481);
    } else {
      renegotiation.take(incoming);
    }
  }

  private void takeBye(IncomingRequest bye) {
    sender.respond(bye, 200);
    boolean news = !account.isEnded();
    boolean wasUp = isUp();
    note(HangupCause.NORMAL.code());
    if (wasUp) {
      finish();
      if (news) {
        mailbox.tell(new LegEvent.HungUp(this));
      }
    } else if (news) {
      byeBeforeAnswer();
    } else if (!isAwaitingFinal()) {
      finish();
    }
  }

  /** A BYE ends an early dialog too (RFC 3261, section 15). */
  abstract void byeBeforeAnswer();

  /** Whether the INVITE of this leg still has no final response. */
  abstract boolean isAwaitingFinal();

  private void takeInfo(IncomingRequest incoming) {
    var type = Headers.contentType(incoming.request());
    var body = incoming.request().getRawContent();
    if (!type.isEmpty() && !Headers.INFO_TYPES.contains(type)) {
      var response = sender.response(incoming.request(), 415);
      response.setHeader(Messages.list("Accept", Headers.INFO_TYPES));
      sender.respond(incoming, response);
      return;
    }
    sender.respond(incoming, 200);
    mailbox.tell(new LegEvent.Info(this, type, body == null ? new byte[0] : body));
  }
}
