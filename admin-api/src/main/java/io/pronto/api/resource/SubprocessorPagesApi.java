package io.pronto.api.resource;

import io.pronto.api.web.Handler;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.db.PageRequest;
import io.pronto.core.subprocessor.RegisterWords;
import io.pronto.core.subprocessor.SubprocessorRegister;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The register for everybody: a page for people, and a feed of its changes for programs. */
public final class SubprocessorPagesApi implements Resource {
  private static final int IN_FEED = 100;
  private static final List<Locale> SPOKEN =
      RegisterWords.LANGUAGES.stream().map(Locale::of).toList();
  private static final String NOTHING_ELSE =
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
          + "frame-ancestors 'none'";

  private final SubprocessorRegister register;
  private final Supplier<URI> publicUrl;

  /** Shows {@code register}, which people reach at {@code publicUrl}. */
  public SubprocessorPagesApi(SubprocessorRegister register, Supplier<URI> publicUrl) {
    this.register = register;
    this.publicUrl = publicUrl;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of("get_subprocessor_page", this::page, "get_subprocessor_feed", this::feed);
  }

  private Reply page(Request request) {
    var words = words(request);
    var page = new SubprocessorPage(words).of(register.current(), register.today());
    return text("text/html; charset=utf-8", page, words);
  }

  private Reply feed(Request request) {
    var words = words(request);
    var notices =
        register
            .notices(
                Optional.empty(),
                new PageRequest(IN_FEED, Optional.empty(), Optional.empty(), true))
            .items();
    var feed = new SubprocessorFeed(words, publicUrl.get()).of(notices);
    return text("application/atom+xml; charset=utf-8", feed, words);
  }

  private static Reply text(String type, String body, RegisterWords words) {
    return new Reply.Text(
        type,
        body,
        Map.of(
            "Content-Language",
            words.language(),
            "Vary",
            "Accept-Language",
            "Cache-Control",
            "no-cache",
            "Content-Security-Policy",
            NOTHING_ELSE));
  }

  /** What the reader prefers (RFC 9110, section 12.5.4); English where that cannot be read. */
  private static RegisterWords words(Request request) {
    var accepted = request.headers().getOrDefault("accept-language", "");
    try {
      var ranges = accepted.isBlank() ? List.<LanguageRange>of() : LanguageRange.parse(accepted);
      var best = Locale.lookup(ranges, SPOKEN);
      return RegisterWords.in(best == null ? SPOKEN.getFirst().getLanguage() : best.getLanguage());
    } catch (IllegalArgumentException unreadable) {
      return RegisterWords.in(SPOKEN.getFirst().getLanguage());
    }
  }
}
