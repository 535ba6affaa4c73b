package tv.mux.log;

class MemoryLogTest extends LogContract {
    @Override
    Log empty() {
        return new MemoryLog();
    }
}
