package io.pronto.core.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ManifestTest {
  @Property(tries = 300)
  void whateverIsAddedIsAccountedForToTheMillisecond(
      @ForAll @Size(max = 60) List<Content> contents,
      @ForAll @Size(min = 60, max = 60) List<@IntRange(max = 4000) Integer> lengths) {
    var builder = new TrackBuilder(8000);
    long samples = 0;
    for (int i = 0; i < contents.size(); i++) {
      builder.add(contents.get(i), lengths.get(i));
      samples += lengths.get(i);
    }

    var track = builder.track(new Packets(3, 2, 1));

    assertThat(track.millis()).isEqualTo(samples / 8);
    for (int i = 1; i < track.stretches().size(); i++) {
      assertThat(track.stretches().get(i).content())
          .isNotEqualTo(track.stretches().get(i - 1).content());
    }
    var manifest = new Manifest(true, track, track);
    assertThat(Manifest.of(manifest.json())).isEqualTo(manifest);
  }

  @Test
  void moreStretchesThanAreListedAreStillCounted() {
    var builder = new TrackBuilder(8000);
    for (int i = 0; i < 20_000; i++) {
      builder.add(i % 2 == 0 ? Content.SOUND : Content.LOST, 80);
    }

    var track = builder.track(Packets.NONE);

    assertThat(track.stretches()).hasSize(TrackBuilder.LISTED);
    assertThat(track.stretches().getLast().content()).isEqualTo(Content.MIXED);
    assertThat(track.total(Content.SOUND)).isEqualTo(100_000);
    assertThat(track.total(Content.LOST)).isEqualTo(100_000);
    assertThat(track.millis()).isEqualTo(200_000);
  }

  @Test
  void whatItWasMadeForIsKeptWhateverIsTakenOutOfIt() {
    var track = new Track(List.of(new Stretch(0, 10, Content.SOUND)), Packets.NONE);
    var purpose = Optional.of(new Purpose(Purpose.Kind.OTHER, Optional.of("Threats")));
    var made = new Manifest(true, track, track, List.of(), List.of(), Optional.empty(), purpose);

    var read = Manifest.of(made.json()).redacted(List.of(new Redaction("caller", 2, 4, "card")));

    assertThat(Manifest.of(read.json()).purpose()).isEqualTo(purpose);
    assertThatThrownBy(() -> new Purpose(Purpose.Kind.OTHER, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHoleIsRefused() {
    var stretches = List.of(new Stretch(0, 10, Content.SOUND), new Stretch(11, 20, Content.SOUND));

    assertThatThrownBy(() -> new Track(stretches, Packets.NONE))
        .hasMessage("Nothing accounts for what follows 10 ms");
  }

  @Test
  void channelsOfDifferentLengthsAreRefused() {
    var one = new Track(List.of(new Stretch(0, 10, Content.SOUND)), Packets.NONE);
    var other = new Track(List.of(new Stretch(0, 12, Content.HELD)), Packets.NONE);

    assertThatThrownBy(() -> new Manifest(true, one, other)).hasMessageContaining("10 and 12");
  }
}
