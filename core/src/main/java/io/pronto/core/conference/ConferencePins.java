package io.pronto.core.conference;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pronto.core.seal.MasterKey;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.Optional;

/** The PINs of conferences, kept under the master key: they are shown to nobody. */
public final class ConferencePins {
  private final MasterKey master;

  /** Seals and compares by {@code master}. */
  public ConferencePins(MasterKey master) {
    this.master = master;
  }

  /** As what whoever has keyed something in is let in. */
  public enum Admission {
    /** As one who may talk. */
    PARTY,
    /** As one who leads the conference. */
    MODERATOR
  }

  /** What is kept of {@code digits}: only the conference {@code id} can use it. */
  public SealedPin seal(String id, String digits) {
    return new SealedPin(Buffer.buffer(master.seal(digits.getBytes(US_ASCII), context(id))));
  }

  /**
   * As what {@code keyed} lets somebody into {@code conference}; empty when it is neither PIN.
   *
   * @throws io.pronto.core.seal.WrongMasterKey when another key has sealed them
   */
  public Optional<Admission> admits(Conference conference, String keyed) {
    boolean moderator = is(conference, conference.pins().moderator(), keyed);
    boolean party = is(conference, conference.pins().party(), keyed);
    if (moderator) {
      return Optional.of(Admission.MODERATOR);
    }
    return party ? Optional.of(Admission.PARTY) : Optional.empty();
  }

  /**
   * Refuses PINs that leave open who leads, or that nobody could lead by.
   *
   * @throws PinInvalid saying which and why
   */
  public void check(Conference conference) {
    var pins = conference.pins();
    if (conference.waitForModerator() && pins.moderator().isEmpty()) {
      throw new PinInvalid(
          "moderator_pin", "Is needed where the parties wait for a moderator: nobody could be one");
    }
    if (pins.party().isPresent() && pins.moderator().isPresent()) {
      var digits = opened(conference.id(), pins.party().get());
      if (MessageDigest.isEqual(digits, opened(conference.id(), pins.moderator().get()))) {
        throw new PinInvalid("moderator_pin", "Must be another than the parties' own");
      }
    }
  }

  private boolean is(Conference conference, Optional<SealedPin> pin, String keyed) {
    return pin.isPresent()
        && MessageDigest.isEqual(opened(conference.id(), pin.get()), keyed.getBytes(US_ASCII));
  }

  private byte[] opened(String id, SealedPin pin) {
    return master.open(pin.sealed().getBytes(), context(id), "a PIN of conference " + id);
  }

  private static byte[] context(String id) {
    return ("conference pin " + id).getBytes(US_ASCII);
  }
}
