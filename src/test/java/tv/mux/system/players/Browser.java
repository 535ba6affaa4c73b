package tv.mux.system.players;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static tv.mux.harness.Waits.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import tv.mux.harness.Listed;
import tv.mux.harness.MuxProcess;

/** A headless Chromium with a page open. */
public final class Browser implements AutoCloseable {
    // Debian's packages. Without these paths, Selenium would look for a browser on the network.
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final File CHROMIUM = new File("/usr/bin/chromium");

    /** Its warnings about DevTools are turned off. The reference keeps the logger, and so its level, in memory. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private static final String TARGET = "#EXT-X-TARGETDURATION:";
    private static final Duration CLEAN_UP_TIMEOUT = Duration.ofSeconds(10);

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private final ChromeDriver driver;
    private final Path temporary;

    private Browser(ChromeDriver driver, Path temporary) {
        this.driver = driver;
        this.temporary = temporary;
    }

    /** Skips the test, and prints the reason, if this machine has no browser. */
    public static void assumeInstalled(String test) {
        boolean installed = DRIVER.canExecute() && CHROMIUM.canExecute();
        if (!installed) {
            System.out.println(test + ": skipped: there is no " + CHROMIUM + " or no " + DRIVER);
        }
        assumeTrue(installed, "Chromium and its driver");
    }

    /**
     * Waits until the playlist is as long as three target durations. A player starts that far before the end (RFC 8216
     * §6.3.3), and would have no reserve in a shorter playlist.
     */
    public static void awaitFullPlaylist(URI playlist) {
        await("three target durations").until(() -> {
            String list = MuxProcess.get(playlist).body();
            int target = list.lines()
                    .filter(line -> line.startsWith(TARGET))
                    .mapToInt(line -> Integer.parseInt(line.substring(TARGET.length())))
                    .findFirst()
                    .orElseThrow();
            return Listed.parse(list).stream().mapToDouble(Listed::seconds).sum() >= 3 * target;
        });
    }

    /** Starts a browser with this page. */
    public static Browser open(URI page) {
        Path temporary = temporary();
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .withEnvironment(Map.of("TMPDIR", temporary.toString()))
                .build();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        try {
            Browser browser = new Browser(new ChromeDriver(service, options), temporary);
            try {
                browser.driver.get(page.toString());
                return browser;
            } catch (RuntimeException e) {
                browser.driver.quit();
                throw e;
            }
        } catch (RuntimeException e) {
            remove(temporary);
            throw e;
        }
    }

    /** Chromium leaves its profiles in the temporary folder, however it ends. */
    private static Path temporary() {
        try {
            return Files.createTempDirectory("mux-browser-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a JavaScript expression in the page. */
    public Object value(String expression) {
        return driver.executeScript("return " + expression);
    }

    /** The value of a JavaScript expression as a number, or NaN if it is none. */
    public double number(String expression) {
        return value(expression) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** The value of a JavaScript expression as a list. */
    public List<?> list(String expression) {
        return value(expression) instanceof List<?> list ? list : List.of(expression + " is not a list");
    }

    @Override
    public void close() {
        driver.quit();
        remove(temporary);
    }

    /** Tries again for a while, because processes of Chromium may still write while they end. */
    private static void remove(Path folder) {
        await("the temporary folder of Chromium is removed")
                .atMost(CLEAN_UP_TIMEOUT)
                .until(() -> {
                    try (Stream<Path> all = Files.walk(folder)) {
                        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                            Files.deleteIfExists(path);
                        }
                        return true;
                    } catch (IOException | UncheckedIOException e) {
                        return !Files.exists(folder);
                    }
                });
    }
}
