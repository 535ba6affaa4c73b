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
    // Debian's own, named outright: Selenium would look for one on the network.
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final File CHROMIUM = new File("/usr/bin/chromium");

    /** It warns of debugging that nobody asked for. Held, for a logger nobody holds forgets its level. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private static final String TARGET = "#EXT-X-TARGETDURATION:";
    private static final Duration ENDS = Duration.ofSeconds(10);

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private final ChromeDriver driver;
    private final Path temporary;

    private Browser(ChromeDriver driver, Path temporary) {
        this.driver = driver;
        this.temporary = temporary;
    }

    /** Leaves a test out where there is no browser on this machine, and says so. */
    public static void assumeHere(String test) {
        boolean here = DRIVER.canExecute() && CHROMIUM.canExecute();
        if (!here) {
            System.out.println(test + ": nothing was tried: no " + CHROMIUM + " or no " + DRIVER);
        }
        assumeTrue(here, "Chromium and its driver");
    }

    /**
     * A player begins three target durations behind the newest segment (RFC 8216 §6.3.3): a younger stream gives it no
     * reserve.
     */
    public static void awaitReserve(URI playlist) {
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

    /** Opens a page. */
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

    /** Chromium leaves profiles of its own behind, whichever way it ends. */
    private static Path temporary() {
        try {
            return Files.createTempDirectory("mux-browser-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A value that the page's script gives. */
    public Object value(String expression) {
        return driver.executeScript("return " + expression);
    }

    /** A number that the page's script gives. */
    public double number(String expression) {
        return value(expression) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** A list that the page's script gives. */
    public List<?> list(String expression) {
        return value(expression) instanceof List<?> list ? list : List.of(expression + " is no list");
    }

    @Override
    public void close() {
        driver.quit();
        remove(temporary);
    }

    /** Its last processes may still write while they end. */
    private static void remove(Path folder) {
        await("nothing left of Chromium").atMost(ENDS).until(() -> {
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
