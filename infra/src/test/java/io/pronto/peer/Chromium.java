package io.pronto.peer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A running Chromium without a window, whose pages may sound and may reach this machine. */
final class Chromium implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Starts one; skips the test where none is installed, see {@link Peers#need}. */
  static Chromium start() {
    Peers.need("chromium", "chromium");
    var playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    var options =
        new BrowserType.LaunchOptions()
            .setExecutablePath(Path.of("/usr/bin/chromium"))
            .setArgs(
                List.of(
                    "--no-sandbox",
                    "--autoplay-policy=no-user-gesture-required",
                    "--allow-loopback-in-peer-connection"));
    return new Chromium(playwright, playwright.chromium().launch(options));
  }

  /** An empty page, which shares nothing with others and believes any certificate. */
  Page page() {
    return browser.newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true)).newPage();
  }

  @Override
  public void close() {
    playwright.close();
  }
}
