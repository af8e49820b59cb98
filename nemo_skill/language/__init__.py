"""What a message means, and what the backend's words become. Pure: no HTTP, no disk, no clock."""
