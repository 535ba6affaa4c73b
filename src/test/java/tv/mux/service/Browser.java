package tv.mux.service;

import java.io.File;
import java.net.URI;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A headless Chromium with the demo's page open. */
final class Browser implements AutoCloseable {
    // Debian's own, named outright: Selenium would look for one on the network.
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final File CHROMIUM = new File("/usr/bin/chromium");

    /** It warns of debugging that nobody asked for. Held, for a logger nobody holds forgets its level. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Whether there is one on this machine. */
    static boolean isHere() {
        return DRIVER.canExecute() && CHROMIUM.canExecute();
    }

    /** Opens a page. */
    static Browser open(URI page) {
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .build();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        Browser browser = new Browser(new ChromeDriver(service, options));
        try {
            browser.driver.get(page.toString());
            return browser;
        } catch (RuntimeException e) {
            browser.close();
            throw e;
        }
    }

    /** A value that the page's script gives. */
    Object value(String expression) {
        return driver.executeScript("return " + expression);
    }

    /** A number that the page's script gives. */
    double number(String expression) {
        return value(expression) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** A list that the page's script gives. */
    List<?> list(String expression) {
        return value(expression) instanceof List<?> list ? list : List.of(expression + " is no list");
    }

    @Override
    public void close() {
        driver.quit();
    }
}
