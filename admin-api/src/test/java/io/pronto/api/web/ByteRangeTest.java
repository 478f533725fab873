package io.pronto.api.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ByteRangeTest {
  @Property
  void aRangeThatExistsIsTheOneAskedFor(
      @ForAll @LongRange(min = 1, max = 1L << 40) long length,
      @ForAll @LongRange(min = 0, max = 1L << 40) long from,
      @ForAll @LongRange(min = 0, max = 1L << 40) long more) {
    long first = from % length;

    var range = of("bytes=" + first + '-' + (first + more), length).orElseThrow();

    assertThat(range.first()).isEqualTo(first);
    assertThat(range.last()).isEqualTo(Math.min(first + more, length - 1));
    assertThat(range.length()).isPositive();
  }

  @Property
  void whateverIsAskedForLiesWithin(
      @ForAll String header, @ForAll @LongRange(min = 1, max = 1000) long length) {
    var range = of(header, length);

    range.ifPresent(
        part -> {
          assertThat(part.first()).isNotNegative();
          assertThat(part.last()).isBetween(part.first(), length - 1);
        });
  }

  @Test
  void theEndIsAskedForByItsLength() {
    assertThat(of("bytes=-5", 20)).contains(new ByteRange(15, 19));
    assertThat(of("bytes=-50", 20)).contains(new ByteRange(0, 19));
    assertThat(of("Bytes=7-", 20)).contains(new ByteRange(7, 19));
  }

  @Test
  void whatCannotBeReadIsAll() {
    for (var header :
        new String[] {"bytes=-", "bytes=5-2", "bytes=a-b", "lines=1-2", "bytes=1-2,5-6"}) {
      assertThat(of(header, 20)).as(header).isEmpty();
    }
    assertThat(ByteRange.of(Optional.empty(), 20)).isEmpty();
  }

  @Test
  void whatDoesNotExistIsRefused() {
    for (var header : new String[] {"bytes=20-", "bytes=25-30", "bytes=-0"}) {
      assertThatThrownBy(() -> of(header, 20))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.status()).isEqualTo(416));
    }
  }

  private static Optional<ByteRange> of(String header, long length) {
    return ByteRange.of(Optional.of(header), length);
  }
}
