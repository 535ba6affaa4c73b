package tv.mux.input;

import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tv.mux.bus.RunState;

/**
 * Finds, once for each host and port, the IP address that is connected to: the first one the rule allows. So what was
 * checked is what is connected to, whatever the name server says a moment later.
 */
final class Resolver {
    private final WorkerExecutor worker;
    private final AddressRule rule;
    private final Url head;
    private final long limitMs;
    private final Map<String, InetAddress> known = new HashMap<>();

    Resolver(WorkerExecutor worker, AddressRule rule, Url head, long limitMs) {
        this.worker = worker;
        this.rule = rule;
        this.head = head;
        this.limitMs = limitMs;
    }

    /** The IP address for this address; fails with FORBIDDEN when none is allowed, UNREACHABLE when there is none. */
    Future<InetAddress> resolve(Url url) {
        InetAddress before = known.get(url.origin());
        if (before != null) {
            return Future.succeededFuture(before);
        }
        return worker.executeBlocking(() -> List.of(InetAddress.getAllByName(url.host())), false)
                .timeout(limitMs, TimeUnit.MILLISECONDS)
                .recover(e -> Future.failedFuture(new InputException(
                        RunState.Cause.UNREACHABLE, url + ": host name " + url.host() + " cannot be resolved")))
                .map(addresses -> {
                    InetAddress address = allowed(url, addresses);
                    known.put(url.origin(), address);
                    return address;
                });
    }

    /** Forgets what was found, so that a host which has moved is found again. */
    void forget(Url url) {
        known.remove(url.origin());
    }

    private InetAddress allowed(Url url, List<InetAddress> addresses) {
        return addresses.stream()
                .filter(address -> rule.refusal(head, url, address).isEmpty())
                .findFirst()
                .orElseThrow(() -> new InputException(
                        RunState.Cause.FORBIDDEN,
                        rule.refusal(head, url, addresses.get(0)).orElse(url + " is not fetched")));
    }
}
